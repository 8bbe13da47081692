"""The answer board: what is seen first, from one description for page, figure and slide."""
