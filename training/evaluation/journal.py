"""Outcomes on disk as they come, so that an interrupted evaluation goes on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from training.errors import TrainingError
from training.evaluation.protocol import Record


class Journal:
    """A file with a setting in its first line and a record in each other.

    Parameters
    ----------
    path
        Made, with its folder, if it is not there.
    setting
        What the records depend on: data, method, rules.

    Raises
    ------
    TrainingError
        The file is no journal, or one of another setting.
    """

    def __init__(self, path: Path, setting: Mapping[str, str]) -> None:
        self._path = path
        self.records = {record.name: record for record in _read(path, dict(setting))}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written anew: the last line of an interrupted run may be a part of one.
            lines = [msgspec.json.encode(dict(setting)), *map(msgspec.json.encode, self.records.values())]
            path.write_bytes(b"\n".join(lines) + b"\n")
        except OSError as error:
            raise TrainingError(f"cannot write {path}: {error.strerror}") from error

    def add(self, record: Record) -> None:
        """Append a record; it is on disk when this returns."""
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(record) + b"\n")


def _read(path: Path, setting: dict[str, str]) -> Iterator[Record]:
    if not path.exists():
        return
    first, *lines = path.read_bytes().split(b"\n")
    try:
        found = msgspec.json.decode(first, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise TrainingError(f"{path} is no journal of an evaluation: {error}") from error
    differing = [name for name in found.keys() | setting.keys() if found.get(name) != setting.get(name)]
    if differing:
        name = min(differing)
        raise TrainingError(
            f"{path} is of another evaluation: its {name} is {found.get(name)!r}, not "
            f"{setting.get(name)!r}; name another file, or remove it"
        )
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=Record)
        except msgspec.DecodeError:
            continue
