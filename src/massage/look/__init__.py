"""How everything looks: colours and type in one file, for pages, figures, slides and sheets."""
