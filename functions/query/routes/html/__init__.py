"""Routes that answer a browser: the page of a crisis, the public page, and the pages behind the sign-in."""
