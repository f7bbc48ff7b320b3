"""The public page of a brand and its feed: what was published in, documents for anybody out."""
