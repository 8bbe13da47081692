"""What is handed on: report, slides, pack of figures, summary, and the numbers as JSON."""
