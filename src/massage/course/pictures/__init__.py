"""Pictures for the course's sliders, one module per unit: a value in, Axes and words out."""
