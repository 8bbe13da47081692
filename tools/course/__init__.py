"""Make the course from its sources, grade what is handed in, write certificates."""
