"""Stands in for numpy.linalg, which this build of NumPy leaves out (1.3 MB of LAPACK)."""


class LinAlgError(ValueError):
    """Named by NumPy itself; never raised here."""


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)

    def left_out(*_: object, **__: object) -> None:
        raise NotImplementedError(f"numpy.linalg.{name} is left out of the browser's NumPy")

    return left_out
