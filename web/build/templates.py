"""Render the pages: every template that web/templates/NAME/ holds goes to dist/NAME/."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from web.build.errors import BuildError


def render(templates: Path, folder: str, values: Mapping[str, object], target: Path) -> list[Path]:
    """Render ``templates/folder/*`` with `values` into `target`; a trailing ``.j2`` goes from the name.

    Templates may include or extend others by their path below `templates`; those in other folders are not
    rendered by themselves.

    Raises
    ------
    BuildError
        A template has a mistake, or uses a name that is not among `values`.
    """
    environment = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for template in sorted(path for path in (templates / folder).glob("*") if path.is_file()):
        name = template.relative_to(templates).as_posix()
        try:
            text = environment.get_template(name).render(values)
        except TemplateError as error:
            line = f", line {error.lineno}" if hasattr(error, "lineno") else ""
            known = f"(it may name {', '.join(sorted(values))})"
            raise BuildError(f"web/templates/{name}{line}: {error} {known}") from error
        written.append(target / template.name.removesuffix(".j2"))
        written[-1].write_text(text, encoding="utf-8")
    return written
