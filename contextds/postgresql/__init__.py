"""Django's PostgreSQL backend, with an embedded server and timeouts by role."""
