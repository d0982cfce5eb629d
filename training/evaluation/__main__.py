"""Measure a model: ``python -m training.evaluation --dataset grabcut --root FOLDER``."""

from __future__ import annotations

import sys
from collections.abc import Callable

from training.errors import TrainingError
from training.evaluation import damage_command, measure_command, table_command

_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "table": table_command.run,
    "damage": damage_command.run,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code: 1 where a sample or everything failed."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments and arguments[0] in _COMMANDS:
            return _COMMANDS[arguments[0]](arguments[1:])
        return measure_command.run(arguments)
    except TrainingError as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
