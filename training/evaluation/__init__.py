"""The click robot, its data sets and its figures, with the very `py_frontend` that the browser runs."""
