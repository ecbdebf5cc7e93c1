"""What stands on each page, worked out before any template runs."""
