"""What readers and writers of files say has a translation, which fills the same gaps."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from py_frontend import formats
from py_frontend.formats.outlines import counted

ROOT = Path(__file__).resolve().parents[4]
PHRASES: dict[str, str] = json.loads((ROOT / "web/locales/annotator/de.phrases.json").read_text("utf-8"))
GAP = re.compile(r"\{(\w+)\}")
SAYING = ("FormatError", "MaskError", "Loss", "broken", "fault", "pass_over", "_expect")
MADE_ELSEWHERE = [
    "its name is left out",
    "becomes 3 objects",
    "becomes 3 regions",
    *(counted(count, "hole", what) for count in (1, 2) for what in ("filled", "would be filled")),
    *(counted(count, "part", "dropped") for count in (1, 2)),
]


def said() -> Iterator[str]:
    """Every sentence of the formats' modules, with "7" for what is filled in."""
    for file in Path(formats.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and called(node) in SAYING:
                yield from (text for text in map(sentence, node.args) if re.search(r"[a-z] [a-z]", text))


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def sentence(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(sentence(part) for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else "7"


def pattern(english: str) -> re.Pattern[str]:
    parts = GAP.split(english)
    return re.compile("".join(".+?" if at % 2 else re.escape(part) for at, part in enumerate(parts)))


def is_told(text: str) -> bool:
    """Whether a phrase fits that says more than its punctuation."""
    worded = (english for english in PHRASES if re.search(r"\w", GAP.sub("", english)))
    return any(pattern(english).fullmatch(text) for english in worded)


def test_every_sentence_has_a_translation() -> None:
    sentences = [*said(), *MADE_ELSEWHERE]
    assert len(sentences) > 70
    assert [text for text in sentences if not is_told(text)] == []


@pytest.mark.parametrize("english", PHRASES)
def test_a_translation_fills_gaps_of_the_original(english: str) -> None:
    assert set(GAP.findall(PHRASES[english])) <= set(GAP.findall(english))
