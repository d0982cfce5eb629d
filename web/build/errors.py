"""The one error type of the build."""


class BuildError(Exception):
    """A build step cannot go on; the message names the value, the file and the way out."""
