"""Training data: packed photographs with object masks, and the samples cut out of them."""
