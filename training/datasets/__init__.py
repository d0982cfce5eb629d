"""Data sets in their own layouts, shards made from them, mixtures of shards, and masks from a teacher."""
