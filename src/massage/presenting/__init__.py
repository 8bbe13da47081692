"""Show findings to others: slides, a pack of figures, a page in plain language."""
