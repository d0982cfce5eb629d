"""Settings in YAML files: every key has a type, unknown keys are refused."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from training.errors import TrainingError

_Settings = TypeVar("_Settings", bound=msgspec.Struct)


def read_settings(path: Path, kind: type[_Settings]) -> _Settings:
    """Read a YAML file.

    Raises
    ------
    TrainingError
        The file cannot be read, a key is unknown or missing, or a value is not what it should be.
    """
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise TrainingError(f"cannot read the settings {path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise TrainingError(f"{path}: {error}") from error
