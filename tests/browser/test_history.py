"""One history over everything: any row of actions, taken back, leaves nothing; taken again, the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from py_frontend import Click
from tests.browser.driver import Driver

WIDTH, HEIGHT = 451, 300  # the sample "Cat"

PLACES = st.fixed_dictionaries({"x": st.integers(-20, WIDTH + 20), "y": st.integers(-20, HEIGHT + 20)})
SIGNS = st.fixed_dictionaries({"positive": st.booleans()})
STROKES = st.tuples(
    st.just("stroke"),
    st.tuples(
        st.lists(PLACES, min_size=1, max_size=4),
        st.fixed_dictionaries({"positive": st.booleans(), "radius": st.floats(0.5, 40)}),
    ),
)
POLYGONS = st.tuples(st.just("fillPolygon"), st.tuples(st.lists(PLACES, min_size=3, max_size=6), SIGNS))
ON_ONE = st.sampled_from(["select", "updateObject", "removeObject", "splitObject"])
ACTIONS = st.one_of(
    STROKES,
    STROKES,
    POLYGONS,
    st.tuples(st.sampled_from(["addObject", "finish", "reset"]), st.just(())),
    st.tuples(ON_ONE, st.integers(0, 9)),
    st.tuples(st.just("mergeObjects"), st.integers(0, 9)),
    st.tuples(st.just("overlap"), st.sampled_from(["allow", "new", "locked"])),
    st.tuples(st.just("classes"), st.integers(0, 3)),
)

PERFORM = """async (actions) => {
    const annotator = await window.annotator;
    const state = async () => {
        const { objects, classes } = await annotator.snapshot();
        const plain = (key, value) => (value instanceof Uint8Array ? [...value] : value);
        return JSON.stringify({ objects, classes }, plain);
    };
    const pick = (place) => annotator.objects[place % annotator.objects.length].id;
    const deeds = {
        select: (place) => annotator.select(pick(place)),
        updateObject: (place) => annotator.updateObject(pick(place), {
            name: `named ${place}`, classId: place % 2 ? "one" : null,
            locked: place > 7, visible: place % 3 > 0,
        }),
        removeObject: (place) => annotator.removeObject(pick(place)),
        splitObject: (place) => annotator.splitObject(pick(place)),
        mergeObjects: (place) => annotator.mergeObjects([pick(place), pick(place + 1)]),
        overlap: (rule) => { annotator.overlap = rule; },
        classes: (count) => {
            const one = (_, at) => ({ id: `${at}`, name: `c${at}`, color: "#102030" });
            annotator.classes = Array.from({ length: count }, one);
        },
    };
    const states = [await state()];
    for (const [name, given] of actions) {
        const expected = ["object-locked", "object-few"]; // refused, and nothing done
        const before = annotator.canUndo;
        await (deeds[name] ? deeds[name](given) : annotator[name](...given))?.catch?.((error) => {
            if (!expected.includes(error.code)) throw error;
        });
        states.push(await state());
    }
    const last = states.at(-1);
    const seen = new Set(states);
    const strange = [];
    let steps = 0;
    while (annotator.canUndo) {
        await annotator.undo();
        steps++;
        const now = await state();
        if (!seen.has(now)) strange.push(now);
    }
    const first = await state();
    while (steps-- > 0) await annotator.redo(); // what is left beyond them is an earlier row's
    const again = await state();
    while (annotator.canUndo) await annotator.undo();
    annotator.overlap = "allow";
    return { begun: first === states[0], again: again === last, strange };
}"""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTIONS, max_size=10))
def test_undoing_everything_leaves_the_beginning_and_redoing_the_end(
    shared_driver: Driver, actions: list[Any]
) -> None:
    driver = shared_driver
    if driver.page.evaluate("() => window.annotator.width") != WIDTH:
        driver.sample("Cat")
    outcome = driver.page.evaluate(PERFORM, actions)
    assert outcome == {"begun": True, "again": True, "strange": []}


def test_clicks_and_strokes_mix_and_are_taken_back_one_by_one(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Coffee")
    masks = [driver.mask]
    deeds: list[Callable[[], object]] = [
        lambda: driver.click(Click(290, 120)),
        lambda: driver.call("stroke", [{"x": 30, "y": 30}, {"x": 90, "y": 60}], {"radius": 9}),
        lambda: driver.call("stroke", [{"x": 60, "y": 30}], {"radius": 5, "positive": False}),
        lambda: driver.click(Click(500, 330, positive=False)),
        lambda: driver.click(Click(400, 300)),
    ]
    for deed in deeds:
        deed()
        masks.append(driver.mask)
    assert len(driver.clicks) == 3
    for before in reversed(masks[:-1]):
        driver.call("undo")
        assert (driver.mask == before).all()
    for after in masks[1:]:
        driver.call("redo")
        assert (driver.mask == after).all()


def test_a_click_after_undo_gives_what_it_gave_before(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Coffee")
    driver.click(Click(290, 120))
    driver.click(Click(500, 330, positive=False))
    expected = driver.mask
    driver.call("undo")
    driver.click(Click(500, 330, positive=False))
    assert (driver.mask == expected).all()


def test_what_was_drawn_by_hand_stays_when_clicks_follow_far_away(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Coffee")
    driver.call("stroke", [{"x": 20, "y": 20}, {"x": 60, "y": 20}], {"radius": 8})
    drawn = driver.mask
    driver.click(Click(290, 120))
    assert driver.mask[drawn].all()
    assert driver.mask.sum() > drawn.sum()


def test_the_oldest_actions_are_forgotten_when_they_need_much_memory(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Cat")
    done = driver.page.evaluate(
        """async () => {
        const annotator = await window.annotator;
        const all = [{ x: -9, y: -9 }, { x: 999, y: -9 }, { x: 999, y: 999 }, { x: -9, y: 999 }];
        const rounds = 2200; // 17 kilobytes of pixels each, twice
        for (let round = 0; round < rounds; round++)
            await annotator.fillPolygon(all, { positive: round % 2 === 0 });
        let undone = 0;
        for (; annotator.canUndo; undone++) await annotator.undo();
        return undone;
    }"""
    )
    assert 1000 < done < 2200


REOPEN = """async (actions) => {
    const annotator = await window.annotator;
    const state = async () => {
        const { objects } = await annotator.snapshot();
        const plain = (key, value) => (value instanceof Uint8Array ? [...value] : value);
        return JSON.stringify(objects, plain);
    };
    const states = [await state()];
    for (const [name, ...given] of actions) {
        await annotator[name](...given);
        states.push(await state());
    }
    const saved = structuredClone(await annotator.snapshot({ history: true }));
    while (annotator.canUndo) await annotator.undo();
    await annotator.restore(saved);
    const back = [await state()];
    while (annotator.canUndo) {
        await annotator.undo();
        back.unshift(await state());
    }
    await annotator.redo();
    back.push(await state());
    await annotator.undo();
    return { states, back, plain: 'history' in (await annotator.snapshot()) };
}"""


def test_what_was_saved_can_be_taken_back_after_it_is_opened_again(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Coffee")
    actions: list[Any] = [
        ["click", 290, 120],
        ["stroke", [{"x": 20, "y": 20}, {"x": 60, "y": 20}], {"radius": 8}],
        ["updateObject", 1, {"name": "Cup"}],
        ["finish"],
        ["fillPolygon", [{"x": 400, "y": 20}, {"x": 500, "y": 20}, {"x": 450, "y": 90}]],
        ["removeObject", 1],
    ]
    outcome = driver.page.evaluate(REOPEN, actions)
    assert outcome["back"] == [*outcome["states"], outcome["states"][1]]
    assert not outcome["plain"], "only who asks for it gets the history"


def test_saved_history_is_bounded(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Cat")
    steps = driver.page.evaluate(
        """async () => {
        const annotator = await window.annotator;
        const all = [{ x: -9, y: -9 }, { x: 999, y: -9 }, { x: 999, y: 999 }, { x: -9, y: 999 }];
        for (let round = 0; round < 60; round++)
            await annotator.fillPolygon(all, { positive: round % 2 === 0 });
        return (await annotator.snapshot({ history: true })).history.length;
    }"""
    )
    assert 20 < steps < 40
