"""Who is heard about a brand: influential critics and advocates, ranked by a documented formula."""
