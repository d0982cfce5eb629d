"""Property tests without a time limit per example: the machine may be busy with other work."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
