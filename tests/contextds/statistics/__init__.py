"""The readings, each on a real PostgreSQL."""
