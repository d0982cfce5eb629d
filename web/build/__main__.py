"""Command line of the build's second half, which ``build.py`` calls inside its virtual environment."""

from __future__ import annotations

import argparse
import sys

from web.build import sizes
from web.build.bundle import bundle
from web.build.errors import BuildError
from web.build.serve import serve


def main() -> None:
    """Run ``bundle``, ``sizes`` or ``serve``; exit with 1 and one message when that fails."""
    parser = argparse.ArgumentParser(prog="python -m web.build")
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("bundle", help=bundle.__doc__)
    steps.add_parser("sizes", help=sizes.report.__doc__)
    server = steps.add_parser("serve", help=serve.__doc__)
    server.add_argument("--port", type=int, default=8000)
    server.add_argument("--threads", action="store_true")
    options = parser.parse_args()
    try:
        if options.step == "bundle":
            bundle()
        elif options.step == "sizes":
            sizes.report()
        else:
            serve(options.port, threads=options.threads)
    except BuildError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
