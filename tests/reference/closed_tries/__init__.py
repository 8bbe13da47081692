"""Other ways to question 2 without moves, tried in simulated practices; none is in the plan."""
