"""The paper's tables, measured anew and printed beside its figures."""
