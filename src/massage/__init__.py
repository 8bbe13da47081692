"""What massage practices get, built on ``analysis``: words, figures, reports, a course."""
