"""Training and evaluation of the click networks."""
