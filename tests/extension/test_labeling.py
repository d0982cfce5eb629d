"""Labeling sites with an adapter of their own: the one of the README, as it stands there."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.extension.conftest import ROOT, SAMPLES
from tests.extension.driver import ROOT as STAGE
from tests.extension.driver import Tab
from tests.extension.sites import Site

pytestmark = pytest.mark.extension

README = ROOT / "web" / "src" / "extension" / "adapters" / "README.md"
REGION = "region-1"
HOLE = (0.5, 0.42)
#: Where the mask is empty at the outset.
ELSEWHERE = (0.05, 0.9)
PAGE = """<!doctype html><title>My site</title><body style="margin: 30px">
<div id="task"><img src="coffee.jpg" width="480"><output></output></div>
<script>{adapter}</script><script>
async function seed(mask) {{
    const image = new Image();
    image.src = mask;
    await image.decode();
    const context = document.createElement("canvas").getContext("2d");
    Object.assign(context.canvas, {{ width: image.width, height: image.height }});
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, image.width, image.height);
    regions.set("{region}", {{ label: "cup", pixels }});
    selected = "{region}";
}}
seed("damaged.png");
</script>"""
WRITTEN = f"{STAGE}.querySelector('.status').textContent.startsWith('Written')"
SAVED = "chrome.storage.local.get(null).then((all) => Object.keys(all).some((key) => /^work:/.test(key)))"

Mask = NDArray[np.bool_]


def examples() -> list[str]:
    """The scripts that the README shows."""
    return re.findall(r"```js\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def damaged() -> Mask:
    return np.asarray(Image.open(SAMPLES / "coffee-damaged.png").convert("L")) > 127


@pytest.fixture
def task(tab: Tab, home: Site) -> Tab:
    """A page with a task, not begun yet."""
    home.put("/damaged.png", (SAMPLES / "coffee-damaged.png").read_bytes())
    tab.page.goto(home.put("/task.html", PAGE.format(adapter=examples()[0], region=REGION)))
    tab.page.wait_for_function("regions.size === 1")
    return tab


@pytest.fixture
def opened(task: Tab) -> Tab:
    return task.press_button().ready()


def stored(tab: Tab, region: str = REGION) -> Mask:
    """The mask that the site holds."""
    url = tab.page.evaluate(f"toPng(regions.get('{region}').pixels)")
    png = io.BytesIO(base64.b64decode(url.split(",")[1]))
    return np.asarray(Image.open(png).convert("L")) > 127


class Seen:
    """What the page shows to whoever cannot see it, also in a closed root that no session has."""

    def __init__(self, tab: Tab) -> None:
        self._page = tab.page
        self._cdp = tab.page.context.new_cdp_session(tab.page)

    def wait_for(self, role: str, name: str) -> int:
        """Wait until something of that role and name is there; its number in the browser."""
        for _ in range(600):
            nodes = self._cdp.send("Accessibility.getFullAXTree")["nodes"]
            for node in nodes:
                if (node["role"]["value"], node.get("name", {}).get("value")) == (role, name):
                    return int(node["backendDOMNodeId"])
            self._page.wait_for_timeout(100)
        raise AssertionError(f"no {role} is called {name}")

    def press(self, name: str) -> None:
        """Press the button of that name."""
        number = self.wait_for("button", name)
        x, y, *_ = self._cdp.send("DOM.getBoxModel", {"backendNodeId": number})["model"]["content"]
        self._page.mouse.click(x + 2, y + 2)


def write(tab: Tab) -> None:
    tab.press("Write to My site")


def leave_and_return(tab: Tab) -> None:
    """Load the page anew, once the work is saved."""
    tab.until(SAVED)
    tab.press("Close")
    tab.until("focalclick.session === null")
    tab.page.reload()
    tab.page.wait_for_function("regions.size === 1")


def test_adapter_of_the_readme(opened: Tab, damaged: Mask) -> None:
    assert (opened.mask == damaged).all()
    opened.click(*HOLE)
    ours = opened.mask
    assert (ours != damaged).any()
    write(opened)
    opened.until(WRITTEN)
    assert (stored(opened) == ours).all()
    assert opened.page.evaluate("undone.length") == 1
    assert opened.page.evaluate("document.querySelector('output').value") == "cup"
    opened.picture("labeling")


def test_new_region_of_a_label(opened: Tab, damaged: Mask) -> None:
    opened.choose("Region to correct", "label:spoon")
    opened.until("focalclick.session.annotator.objects.length === 2")
    opened.click(*ELSEWHERE)
    ours = opened.mask
    write(opened)
    opened.until(WRITTEN)
    assert opened.page.evaluate("regions.get('region-2').label") == "spoon"
    assert (stored(opened, "region-2") == ours).all()
    assert (stored(opened) == damaged).all()
    write(opened)  # it is a region of the site now
    opened.until("focalclick.session.whole.tool.status.startsWith('Written')")
    assert opened.page.evaluate("regions.size") == 2


def test_nothing_is_written_to_another_task(opened: Tab, damaged: Mask) -> None:
    opened.click(*HOLE)
    ours = opened.mask
    opened.page.evaluate("task = 'task-2'")
    write(opened)
    assert "shows another task" in opened.notice
    opened.picture("another-task")
    assert (stored(opened) == damaged).all()
    assert opened.page.evaluate("undone.length") == 0
    with opened.page.expect_download() as started:
        opened.press("Download")
    assert started.value.suggested_filename == "coffee-mask.png"
    opened.page.evaluate("task = 'task-1'")
    write(opened)
    opened.until(WRITTEN)
    assert (stored(opened) == ours).all()


def test_another_annotation_of_the_task_is_another_one(task: Tab, damaged: Mask) -> None:
    task.page.evaluate("focalclickAdapter.shown = () => window.annotator ?? 'Ada'")
    task.press_button().ready()
    task.click(*HOLE)
    task.page.evaluate("window.annotator = 'Grace'")
    write(task)
    assert "another task or annotation" in task.notice
    assert (stored(task) == damaged).all()


def test_task_that_is_shown_now_is_opened(opened: Tab, damaged: Mask) -> None:
    opened.click(*HOLE)
    ours = opened.mask
    opened.page.evaluate("task = 'task-2'")
    write(opened)
    opened.press("Open what is shown now")
    opened.until("focalclick.session?.task.task === 'task-2' && Boolean(focalclick.session.annotator)")
    assert (opened.mask == damaged).all()
    opened.page.evaluate("task = 'task-1'")
    opened.press_button()
    opened.until("focalclick.session?.task.task === 'task-1' && Boolean(focalclick.session.annotator)")
    assert "how you left this picture" in opened.notice
    assert (opened.mask == ours).all()


def test_region_that_was_removed_is_not_made_again(opened: Tab) -> None:
    opened.click(*HOLE)
    opened.page.evaluate(f"regions.delete('{REGION}')")
    write(opened)
    assert "not in My site any more" in opened.notice
    assert opened.page.evaluate("regions.size") == 0


def test_region_that_was_changed_is_not_written_over_unasked(opened: Tab) -> None:
    opened.click(*HOLE)
    ours = opened.mask
    opened.page.evaluate(f"regions.get('{REGION}').pixels = new ImageData(600, 400)")
    write(opened)
    assert "was changed in My site" in opened.notice
    assert not stored(opened).any()
    opened.press("Write it all the same")
    opened.until(WRITTEN)
    assert (stored(opened) == ours).all()


def test_what_the_site_cannot_hold_is_told(opened: Tab) -> None:
    opened.page.evaluate("""() => {
        focalclickAdapter.write = (id, pixels) => {
            pixels.data.fill(0, 0, 4 * 600 * 200); // the upper half is lost
            put(id, "cup", pixels);
        };
    }""")
    opened.click(*HOLE)
    lost = int(opened.mask[:200].sum())
    write(opened)
    told = opened.until(f"{WRITTEN} && {STAGE}.querySelector('.status').textContent")
    assert f"{lost} pixels differ" in told


def test_region_that_is_gone_after_writing_is_told(opened: Tab) -> None:
    opened.page.evaluate("focalclickAdapter.write = (id) => void regions.delete(id)")
    opened.click(*HOLE)
    write(opened)
    opened.told("My site has not taken the mask over")


def test_mask_of_another_size_is_refused(opened: Tab, damaged: Mask) -> None:
    opened.click(*HOLE)
    opened.page.evaluate("""async () => {
        const photo = document.querySelector("#task img");
        photo.src = "cat.jpg";
        await photo.decode();
        focalclickAdapter.picture = () => photo;
    }""")
    write(opened)
    opened.told("does not have the size of the picture in My site")
    assert (stored(opened) == damaged).all()


def test_pressing_twice_writes_once(opened: Tab) -> None:
    opened.choose("Region to correct", "label:spoon")
    opened.until("focalclick.session.annotator.objects.length === 2")
    opened.click(*ELSEWHERE)
    button = f"{STAGE}.querySelector('.bar [data-act=write]')"
    opened.inside(f"{button}.click(), {button}.click()")
    opened.until(WRITTEN)
    opened.until("focalclick.session.labeling.writing === false")
    assert opened.page.evaluate("[regions.size, undone.length]") == [2, 1]


def test_what_the_site_throws_is_told(opened: Tab) -> None:
    opened.page.evaluate(
        "() => { focalclickAdapter.write = async () => { throw new Error('No room for it.') } }"
    )
    opened.click(*HOLE)
    write(opened)
    assert "No room for it." in opened.notice


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("delete focalclickAdapter.labels", ("StaticText", "window.focalclickAdapter lacks labels().")),
        ("focalclickAdapter.picture = () => document.querySelector('output')", ("button", "Close")),
    ],
    ids=["lacks something", "gives no picture that can be annotated"],
)
def test_adapter_that_cannot_be_used(task: Tab, fault: str, told: tuple[str, str]) -> None:
    task.page.evaluate(fault)
    task.press_button()
    seen = Seen(task)
    seen.wait_for(*told)
    seen.press("Go on without My site")
    task.ready().click(*HOLE)
    assert not task.inside(f"{STAGE}.querySelector('[data-act=write]')")


def test_next_picture_is_opened_after_writing(opened: Tab) -> None:
    opened.click(*HOLE)
    write(opened)
    opened.until(WRITTEN)
    opened.page.evaluate("""async () => {
        const other = Object.assign(new Image(), { id: "other", src: "cat.jpg", width: 200 });
        document.body.append(other);
        await other.decode();
        focalclickAdapter.picture = () => other;
        regions.clear();
        task = "task-2";
    }""")
    opened.press_button()
    opened.until("focalclick.session?.task.task === 'task-2' && Boolean(focalclick.session.annotator)")
    assert opened.inside("focalclick.session.candidate.element.id") == "other"


def test_work_on_a_region_is_found_again(opened: Tab) -> None:
    opened.click(*HOLE)
    ours = opened.mask
    leave_and_return(opened)
    opened.press_button().ready()
    assert "how you left this picture" in opened.notice
    assert (opened.mask == ours).all()
    opened.press("Go on")
    write(opened)
    opened.until(WRITTEN)
    assert (stored(opened) == ours).all()


@pytest.mark.parametrize("choice", ["Go on with my work", "Begin with what My site has"])
def test_work_on_a_region_that_was_changed_since(opened: Tab, choice: str) -> None:
    opened.click(*HOLE)
    ours = opened.mask
    leave_and_return(opened)
    opened.page.evaluate(f"regions.get('{REGION}').pixels = new ImageData(600, 400)")
    opened.press_button()
    opened.until("focalclick.session")
    assert "regions have been changed or removed" in opened.notice
    opened.picture("regions-changed")
    opened.press(choice)
    opened.ready()
    assert (opened.mask == ours).all() if choice.startswith("Go on") else not opened.mask.any()
    opened.click(*ELSEWHERE)
    opened.inside("focalclick.session.keeping.flush().then(() => null)")
    assert opened.inside(f"{STAGE}.querySelector('.notice').hidden")  # nobody else has saved it
    write(opened)
    opened.until(WRITTEN)
    assert (stored(opened) == opened.mask).all()


def test_beginning_anew_brings_the_sites_region(opened: Tab, damaged: Mask) -> None:
    opened.click(*HOLE)
    leave_and_return(opened)
    opened.press_button().ready()
    opened.press("Begin anew")
    opened.until("focalclick.session.annotator.canUndo")
    assert (opened.mask == damaged).all()


def test_annotorious(tab: Tab, home: Site) -> None:
    files = ROOT / "web" / "node_modules" / "@annotorious" / "annotorious" / "dist"
    home.put("/annotorious.js", (files / "annotorious.js").read_bytes(), Content_Type="text/javascript")
    page = f"""<!doctype html><body style="margin: 30px"><img id="photo" src="coffee.jpg" width="600">
        <script src="annotorious.js"></script><script>{examples()[1]}</script>"""
    tab.page.goto(home.put("/annotorious.html", page))
    tab.page.wait_for_function("document.images[0].complete")
    tab.press_button().ready()
    tab.click(*HOLE)
    tab.press("Write to Annotorious")
    tab.until(WRITTEN)
    tab.click(*ELSEWHERE, button="right")
    tab.press("Write to Annotorious")
    tab.until("focalclick.session.whole.tool.status.startsWith('Written')")
    assert tab.page.evaluate("anno.getAnnotations().map(labelOf)") == ["cup"]
    held = tab.page.evaluate("maskOf(anno.getAnnotations()[0])").split(",")[1]
    mask = np.asarray(Image.open(io.BytesIO(base64.b64decode(held))).convert("L")) > 127
    assert (mask & tab.mask).sum() / (mask | tab.mask).sum() > 0.95
