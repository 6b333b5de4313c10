"""What backups hold, and what of it is missing."""
