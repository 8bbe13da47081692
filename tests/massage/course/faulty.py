"""A function with a fault of its own, for what is said to it."""


def lose():
    return nowhere  # noqa: F821
