"""Whole clicks with drawn networks: transactions, undo, faults mended, bad input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from py_frontend import Box, Click, Config, FrontendError, Ref, Run, Session
from py_frontend.geometry import bounds
from py_frontend.seam import Answer
from tests.unit.py_frontend.configs import CENTRES, CONFIGS, MENDED, REFERENCE
from tests.unit.py_frontend.drawn_networks import DrawnNetworks, FixedNetworks, drive
from tests.unit.py_frontend.strategies import clicks_in

IMAGE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
BOX = Box.of(IMAGE)
MASK = np.zeros(IMAGE.shape[:2], bool)
MASK[10:25, 12:40] = True
EVERY_CONFIG = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
Snapshot = tuple[Any, ...]


def snapshot(session: Session) -> Snapshot:
    """Everything a session remembers, by value."""
    return (
        session.mask.tobytes(),
        session.probability.tobytes(),
        session.clicks,
        session._state.facts,
        getattr(session._state.previous, "layers", None),
        getattr(session._state.previous, "support", None),
    )


def level(value: float, side: int = 8) -> np.ndarray:
    return np.full((side, side), value, np.float32)


def blob(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    """Coarse logits, 8 by 8, that are high in some cells."""
    logits = level(-6)
    logits[y0:y1, x0:x1] = 6
    return logits


@settings(max_examples=60)
@given(st.data())
def test_undo_returns_to_the_start_and_redo_to_the_end(data: st.DataObject) -> None:
    config = CONFIGS[data.draw(st.sampled_from(sorted(CONFIGS)))]
    session = Session(IMAGE, config, MASK if data.draw(st.booleans()) else None)
    networks = DrawnNetworks(data.draw(st.integers(0, 9999)))
    states = [snapshot(session)]
    actions: dict[str, Callable[[], object]] = {
        "click": lambda: drive(session, networks, data.draw(clicks_in(BOX))),
        "set_mask": lambda: session.set_mask(~session.mask, data.draw(st.booleans())),
        "reset": session.reset,
    }
    names = st.lists(st.sampled_from(["click"] * 8 + ["set_mask", "reset"]), max_size=14)
    for name in data.draw(names):
        actions[name]()
        states.append(snapshot(session))
        assert session.spans.bounds == bounds(session.mask)
    for state in reversed(states[:-1]):
        assert session.undo() is not None
        assert snapshot(session) == state
    assert not session.can_undo
    assert session.undo() is None
    for state in states[1:]:
        assert session.redo() is not None
        assert snapshot(session) == state
    assert not session.can_redo
    assert session.redo() is None


@EVERY_CONFIG
def test_patches_tell_exactly_what_changed(config: Config) -> None:
    session, networks = Session(IMAGE, config, MASK), DrawnNetworks(4)
    replayed = MASK.copy()
    for x in range(0, 60, 5):
        result = drive(session, networks, Click(x, x // 2, x % 2 == 0))
        patch = result.patch
        assert np.array_equal(replayed[patch.box.slices], patch.before)
        replayed[patch.box.slices] = patch.after
        assert np.array_equal(replayed, session.mask)
        assert result.changed == bool(patch.box.area)
    back = session.undo()
    assert back is not None
    replayed[back.box.slices] = back.after
    assert np.array_equal(replayed, session.mask)


@EVERY_CONFIG
def test_the_oldest_steps_are_dropped_when_they_need_much_memory(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("py_frontend.state.KEPT_BYTES", 50_000)
    session, networks = Session(IMAGE, config), DrawnNetworks(15)
    for n in range(70):
        drive(session, networks, Click(n % 60, n % 40, n % 3 > 0))
        assert sum(step.nbytes for step in session._state.undoable) <= 50_000
    kept = session.steps
    assert 1 < kept < 70
    assert [session.undo() is None for _ in range(kept + 1)] == [False] * kept + [True]


def test_a_new_click_forgets_what_was_undone() -> None:
    session, networks = Session(IMAGE, CENTRES), DrawnNetworks(1)
    drive(session, networks, Click(5, 5))
    session.undo()
    assert session.can_redo
    drive(session, networks, Click(6, 6))
    assert not session.can_redo


@EVERY_CONFIG
def test_a_dropped_click_leaves_no_trace(config: Config) -> None:
    session, networks = Session(IMAGE, config, MASK), DrawnNetworks(2)
    drive(session, networks, Click(20, 20))
    before = snapshot(session)
    for answers in range(2):
        steps = session.click(Click(30, 20))
        run = next(steps)
        for _ in range(answers):
            run = steps.send(networks.answer(run))
        steps.close()
        assert snapshot(session) == before


@EVERY_CONFIG
def test_a_preview_tells_what_the_click_does_and_leaves_no_trace(config: Config) -> None:
    session = Session(IMAGE, config, MASK)
    drive(session, DrawnNetworks(2), Click(20, 20))
    drive(session, DrawnNetworks(3), Click(50, 30))
    session.undo()
    before = snapshot(session)
    foreseen = drive(session, DrawnNetworks(4), Click(30, 20), preview=True)
    assert snapshot(session) == before
    assert session.can_redo
    done = drive(session, DrawnNetworks(4), Click(30, 20))
    assert foreseen.patch.box == done.patch.box
    np.testing.assert_array_equal(foreseen.patch.after, done.patch.after)


@EVERY_CONFIG
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_answers_that_are_not_finite_are_refused(config: Config, value: float) -> None:
    session = Session(IMAGE, config)
    before = snapshot(session)
    spoiled = level(1.0)
    spoiled[2, 2] = value
    steps = session.click(Click(3, 3))
    next(steps)
    with pytest.raises(FrontendError, match="1 of 64 values of coarse") as caught:
        steps.send({"coarse": spoiled[None, None], "feature": Ref(0)})
    assert caught.value.code == "network-not-finite"
    steps = session.click(Click(3, 3))
    next(steps)
    steps.send({"coarse": level(1.0)[None, None], "feature": Ref(0)})
    with pytest.raises(FrontendError, match="256 of 256 values of refined"):
        steps.send({"refined": level(value, 16)[None, None]})
    assert snapshot(session) == before


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"feature": Ref(0)}, "lacks 'coarse'; it has feature"),
        ({}, "it has nothing"),
        ({"coarse": level(0)[None, None]}, "lacks 'feature'"),
        ({"coarse": level(0), "feature": Ref(0)}, r"shape \(8, 8\): expected \(1, 1, h, w\)"),
        ({"coarse": Ref(0), "feature": Ref(0)}, "coarse is a Ref"),
    ],
)
def test_unusable_answers_are_named(answer: Any, words: str) -> None:
    steps = Session(IMAGE, CENTRES).click(Click(0, 0))
    next(steps)
    with pytest.raises(FrontendError, match=words) as caught:
        steps.send(answer)
    assert caught.value.code == "network-answer"


def test_a_refined_map_of_another_side_is_named() -> None:
    steps = Session(IMAGE, CENTRES).click(Click(0, 0))
    next(steps)
    steps.send({"coarse": level(0)[None, None], "feature": Ref(0)})
    with pytest.raises(FrontendError, match=r"\(1, 1, 8, 8\): expected \(1, 1, 16, 16\)"):
        steps.send({"refined": level(0)[None, None]})


def test_a_click_overtaken_by_another_step_is_refused() -> None:
    session, networks = Session(IMAGE, CENTRES), DrawnNetworks(3)
    slow = session.click(Click(1, 1))
    run = next(slow)
    drive(session, networks, Click(30, 20))
    before = snapshot(session)
    with pytest.raises(FrontendError) as caught:
        slow.send(networks.answer(run))
    assert caught.value.code == "session-changed"
    assert snapshot(session) == before


@pytest.mark.parametrize(("x", "y"), [(-1, 0), (0, -1), (60, 0), (0, 40)])
def test_clicks_outside_the_image_are_refused_at_once(x: int, y: int) -> None:
    session = Session(IMAGE, CENTRES)
    with pytest.raises(FrontendError, match=rf"\({x}, {y}\) lies outside the image of 60x40") as caught:
        session.click(Click(x, y))
    assert caught.value.code == "click-outside"


@pytest.mark.parametrize(
    ("mask", "code"),
    [
        (np.zeros((60, 40), bool), "mask-size"),
        (np.zeros((40, 60), np.float32), "mask-type"),
        (np.zeros((40, 60, 3), np.uint8), "mask-type"),
        ([[True]], "mask-type"),
    ],
)
def test_masks_that_do_not_fit_are_refused(mask: Any, code: str) -> None:
    session = Session(IMAGE, CENTRES, MASK)
    before = snapshot(session)
    for attempt in (lambda: session.set_mask(mask), lambda: Session(IMAGE, CENTRES, mask)):
        with pytest.raises(FrontendError) as caught:
            attempt()
        assert caught.value.code == code
    assert snapshot(session) == before


def test_the_mask_is_read_only() -> None:
    session = Session(IMAGE, CENTRES)
    with pytest.raises(ValueError, match="read-only"):
        session.mask[0, 0] = True


@EVERY_CONFIG
def test_an_image_of_one_pixel_can_be_annotated(config: Config) -> None:
    session = Session(np.full((1, 1, 3), 9, np.uint8), config)
    networks = FixedNetworks([level(5), level(-5)], [level(5, 16), level(-5, 16)])
    assert drive(session, networks, Click(0, 0)).changed
    assert session.mask.tolist() == [[True]]
    drive(session, networks, Click(0, 0, False))
    assert session.mask.tolist() == [[False]]


@EVERY_CONFIG
@pytest.mark.parametrize("shape", [(1, 90), (90, 1), (2, 3)])
def test_thin_images_can_be_annotated(config: Config, shape: tuple[int, int]) -> None:
    session, networks = Session(np.zeros((*shape, 3), np.uint8), config), DrawnNetworks(8)
    for step in range(12):
        drive(session, networks, Click(step * 7 % shape[1], step * 7 % shape[0], step % 3 > 0))
    assert len(session.clicks) == 12


def shapes_of(run: Run) -> dict[str, tuple[int, ...]]:
    return {name: value.shape for name, value in run.feeds.items() if isinstance(value, np.ndarray)}


@EVERY_CONFIG
def test_requests_have_the_agreed_shapes(config: Config) -> None:
    networks = DrawnNetworks(5)
    drive(Session(IMAGE, config), networks, Click(20, 10))
    segmentor, refiner = networks.runs
    assert shapes_of(segmentor) == {"image": (1, 3, 16, 16), "prompt": (1, 3, 16, 16)}
    assert (segmentor.fetches, segmentor.keeps) == (("coarse",), ("feature",))
    assert refiner.feeds["feature"] == Ref(1)
    assert shapes_of(refiner) == {
        "image": (1, 3, 16, 16),
        "prompt": (1, 2, 16, 16),
        "coarse": (1, 1, 8, 8),
        "box": (1, 4),
    }
    assert all(array.dtype == np.float32 for array in refiner.feeds.values() if isinstance(array, np.ndarray))


@pytest.mark.parametrize(("looks", "asked"), [(1, 1), (2, 2), (3, 2)])
def test_a_small_object_is_looked_at_more_closely(looks: int, asked: int) -> None:
    small, whole = np.full((8, 8), -9, np.float32), np.full((8, 8), -9, np.float32)
    small[3:5, 3:5] = whole[1:7, 1:7] = 9
    answers: list[Answer] = [{"coarse": logits[None, None], "feature": Ref(0)} for logits in (small, whole)]
    steps = Session(IMAGE, replace(CENTRES, looks=looks)).click(Click(30, 20))
    runs = [next(steps)]
    while runs[-1].net == "segmentor":
        runs.append(steps.send(answers[len(runs) - 1]))
    assert [run.net for run in runs] == ["segmentor"] * asked + ["refiner"]


@pytest.mark.parametrize("config", [MENDED, CENTRES], ids=["mended", "centres"])
def test_clicks_on_a_mask_change_one_component_of_their_sign(config: Config) -> None:
    networks = DrawnNetworks(11)
    session = Session(IMAGE, config, MASK)
    for index in range(20):
        before, click = session.mask.copy(), Click(index * 13 % 60, index * 7 % 40, index % 2 == 0)
        result = drive(session, networks, click)
        assert result.merged
        assert not (before & ~session.mask if click.positive else session.mask & ~before).any()


@pytest.mark.parametrize("config", [MENDED, CENTRES], ids=["mended", "centres"])
def test_fault_10_3_probabilities_agree_with_the_mask_when_mended(config: Config) -> None:
    networks = DrawnNetworks(12)
    session = Session(IMAGE, config, MASK)
    for index in range(16):
        drive(session, networks, Click(index * 11 % 60, index * 5 % 40, index % 2 == 0))
        probability = session.probability
        clear = np.abs(probability - 0.5) > 1e-5
        assert np.array_equal((probability > 0.5)[clear], session.mask[clear])


def test_fault_10_3_reference_keeps_what_merging_refused() -> None:
    networks = FixedNetworks([np.maximum(blob(1, 2, 5, 5), blob(7, 7, 8, 8))], [level(6, 16)])
    session = Session(IMAGE, REFERENCE, MASK)
    drive(session, networks, Click(10, 15))
    assert session.mask[15, 10]
    assert not session.mask[39, 59]
    assert session.probability[39, 59] > 0.99
    assert np.count_nonzero((session.probability > 0.5) != session.mask) > 20


def test_fault_10_6_a_vanished_object_pastes_into_the_last_crop_in_reference_only() -> None:
    def fifth(config: Config) -> tuple[Box, Any]:
        coarse = [blob(3, 3, 5, 5), blob(3, 3, 5, 5), level(-6), blob(3, 3, 5, 5)]
        networks = FixedNetworks(coarse, [level(6, 16), level(6, 16), level(-6, 16), level(6, 16)])
        session = Session(IMAGE, config)
        for x, positive in ((30, True), (31, True), (30, False), (32, True)):
            result = drive(session, networks, Click(x, 20, positive))
        return result.target_crop, networks.runs[-2].feeds["image"]

    (pasted, fed), (target, fed_mended) = fifth(REFERENCE), fifth(replace(MENDED, antialias=False))
    assert np.array_equal(fed, fed_mended)
    assert target == BOX
    assert pasted.area < BOX.area


def test_fault_10_7_the_first_click_on_a_mask_is_cropped_when_mended() -> None:
    click = Click(44, 17)
    whole = drive(Session(IMAGE, REFERENCE, MASK), DrawnNetworks(0), click)
    cropped = drive(Session(IMAGE, CENTRES, MASK), DrawnNetworks(0), click)
    assert whole.target_crop == BOX
    assert cropped.target_crop.area < BOX.area
    assert (44, 17) in cropped.target_crop


def test_fault_10_14_reference_skips_the_refiner_where_there_is_nothing_to_refine() -> None:
    """A far blob stays in the probabilities but not in the mask; a click on it has an empty Focus Crop."""
    session = Session(IMAGE, REFERENCE, MASK)
    first = FixedNetworks([np.maximum(blob(1, 2, 5, 5), blob(7, 7, 8, 8))], [level(6, 16)])
    drive(session, first, Click(10, 15))
    steps = session.click(Click(59, 39, False))
    next(steps)
    with pytest.raises(StopIteration) as stop:
        steps.send({"coarse": blob(3, 3, 5, 5)[None, None], "feature": Ref(0)})
    assert stop.value.value.focus_crop.area == 0
    assert len(session.clicks) == 2


def test_from_scratch_safe_merging_begins_with_the_eleventh_click() -> None:
    session, networks = Session(IMAGE, CENTRES), DrawnNetworks(6)
    merged = [drive(session, networks, Click(20 + n, 20)).merged for n in range(13)]
    assert merged == [False] * 10 + [True] * 3


@pytest.mark.parametrize(("forced", "expected"), [(True, True), (False, False), (None, True)])
def test_merging_can_be_forced(forced: bool | None, expected: bool) -> None:
    session = Session(IMAGE, CENTRES, MASK, merge_from_first=forced)
    assert drive(session, DrawnNetworks(7), Click(20, 20)).merged is expected
    scratch = Session(IMAGE, CENTRES, merge_from_first=forced)
    assert drive(scratch, DrawnNetworks(7), Click(20, 20)).merged is bool(forced)


def test_from_the_eleventh_click_only_the_focus_crop_changes() -> None:
    for config in CONFIGS.values():
        session, networks = Session(IMAGE, config), DrawnNetworks(9)
        for n in range(10):
            drive(session, networks, Click(20 + n, 20))
        before = session.probability
        result = drive(session, networks, Click(25, 25))
        changed = bounds(np.abs(session.probability - before) > 1e-6)
        assert changed.intersection(result.focus_crop) == changed


def test_reference_merging_reaches_the_whole_image_in_mended_crops_too() -> None:
    session = Session(IMAGE, replace(CENTRES, merge="reference"), MASK)
    networks = FixedNetworks([blob(0, 0, 8, 8)], [level(6, 16)])
    result = drive(session, networks, Click(20, 15))
    # Nothing differs under the click, so everything unchanged is removed, as the rule says.
    assert result.merged
    assert not session.mask[MASK].any()


def test_a_hand_edit_switches_merging_on_and_feeds_the_mask() -> None:
    for config in CONFIGS.values():
        session, networks = Session(IMAGE, config), DrawnNetworks(10)
        drive(session, networks, Click(30, 20))
        session.set_mask(MASK)
        assert session.clicks == (Click(30, 20),)
        assert np.array_equal(session.probability > 0.5, MASK)
        assert drive(session, networks, Click(20, 15)).merged


def test_setting_a_mask_can_drop_the_clicks() -> None:
    session, networks = Session(IMAGE, CENTRES), DrawnNetworks(10)
    drive(session, networks, Click(30, 20))
    session.set_mask(MASK, keep_clicks=False)
    assert session.clicks == ()
    assert np.array_equal(session.probability, MASK.astype(np.float32))


@EVERY_CONFIG
def test_reset_returns_to_the_beginning(config: Config) -> None:
    for mask in (None, MASK):
        session, networks = Session(IMAGE, config, mask), DrawnNetworks(13)
        fresh, same = Session(IMAGE, config, mask), DrawnNetworks(14)
        for n in range(3):
            drive(session, networks, Click(10 + n, 20))
        session.reset()
        assert np.array_equal(session.mask, fresh.mask)
        assert np.array_equal(session.probability, fresh.probability)
        again = drive(session, DrawnNetworks(14), Click(20, 20))
        assert again.target_crop == drive(fresh, same, Click(20, 20)).target_crop
        assert np.array_equal(session.mask, fresh.mask)


def test_a_runtime_may_reuse_its_buffers() -> None:
    session = Session(IMAGE, CENTRES)
    coarse, refined = blob(2, 2, 6, 6)[None, None], level(6, 16)[None, None]
    steps = session.click(Click(30, 20))
    next(steps)
    steps.send({"coarse": coarse, "feature": Ref(0)})
    with pytest.raises(StopIteration):
        steps.send({"refined": refined})
    before = snapshot(session)
    coarse[...] = refined[...] = -9
    assert snapshot(session) == before
