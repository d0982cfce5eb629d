"""Teach the Refiner on the Focus Crops that it meets when a mask is really clicked together."""
