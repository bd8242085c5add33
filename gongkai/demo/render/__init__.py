"""How a report's parts become HTML: one module for each family of shapes."""
