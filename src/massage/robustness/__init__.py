"""How far an answer depends on choices, on what is not recorded, and what the usual sum does."""
