"""What the model card says about where the pictures came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from model_export.card import write_card
from training.networks import variant

SOURCE = {"source": "coco", "licence": "CC BY 4.0", "pictures": 3, "masks": 9, "teacher": 2}


@pytest.mark.parametrize("sources", [[], [SOURCE, {**SOURCE, "source": "own", "licence": "CC0"}]])
def test_card_lists_sources_and_licences(tmp_path: Path, sources: list[dict[str, object]]) -> None:
    record = {"origin": "drawn", **({"sources": sources} if sources else {})}
    path = tmp_path / "card.md"
    write_card(path, variant("mobilenetv2-s1"), {"training": record, "graphs": {}, "measured": {}}, {}, {})
    card = path.read_text()
    assert ("| coco | CC BY 4.0 | 3 | 9 | 2 |\n| own | CC0 | 3 | 9 | 2 |\n" in card) is bool(sources)
    assert ("by source and licence" in card) is bool(sources)
    assert "* origin: drawn\n" in card
