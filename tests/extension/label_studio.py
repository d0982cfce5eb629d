"""Correct a damaged pre-annotation in a real Label Studio, submit it, and compare what the server stored.

    pip install label-studio        # about 1 GB, best in an environment of its own
    LABEL_STUDIO=/path/to/label-studio python -m tests.extension.label_studio [PICTURES]

Starts the server with an empty database in a temporary folder, or in the folder LABEL_STUDIO_DATA names (the
next start is quick then), or uses the server that LABEL_STUDIO_URL names. Makes a project for each kind of
region, and drives the built extension in Chromium. Exits with 1 when something differs.
"""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.extension.conftest import worker_of
from tests.extension.driver import ROOT, Tab
from tests.extension.label_studio_rle import decode_rle, encode_rle

REPOSITORY = Path(__file__).resolve().parents[2]
PHOTO = REPOSITORY / "web" / "samples" / "coffee.jpg"
DAMAGED = REPOSITORY / "web" / "samples" / "coffee-damaged.png"
TOKEN = "0123456789abcdef0123456789abcdef01234567"
MAIL, PASSWORD = "annotator@example.com", "only-for-this-test"
KINDS = {"brushlabels": "BrushLabels", "bitmasklabels": "BitmaskLabels", "polygonlabels": "PolygonLabels"}
REGION = "r3g10n"

Mask = NDArray[np.bool_]


class Server:
    """A running Label Studio and its API."""

    def __init__(self, address: str) -> None:
        self.address = address

    def call(self, path: str, body: object = None) -> Any:
        """GET, or POST where there is a body."""
        content = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self.address + path, content, headers)) as answer:
            return json.load(answer)

    def upload(self, project: int, photo: Path) -> str:
        """Upload a picture; returns the path by which a task names it."""
        edge = "edge-of-a-part"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{photo.name}"\r\n'
        head += "Content-Type: image/jpeg\r\n\r\n"
        body = head.encode() + photo.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": f"multipart/form-data; boundary={edge}"}
        path = f"/api/projects/{project}/import?commit_to_project=false"
        with urllib.request.urlopen(urllib.request.Request(self.address + path, body, headers)) as answer:
            number = json.load(answer)["file_upload_ids"][0]
        return f"/data/{self.call(f'/api/import/file-upload/{number}')['file']}"


@contextmanager
def label_studio() -> Iterator[Server]:
    """Start the server and end it; one that ``LABEL_STUDIO_URL`` names is used as it is."""
    if address := os.environ.get("LABEL_STUDIO_URL"):
        yield Server(address)
        return
    program = shutil.which(os.environ.get("LABEL_STUDIO", "label-studio"))
    if program is None:
        sys.exit("label-studio was not found: pip install label-studio, or name it by LABEL_STUDIO")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"COLLECT_ANALYTICS": "false", "LATEST_VERSION_CHECK": "false", "SENTRY_DSN": ""}
    with tempfile.TemporaryDirectory() as temporary:
        folder = os.environ.get("LABEL_STUDIO_DATA", temporary)
        known = ("--username", MAIL, "--password", PASSWORD, "--user-token", TOKEN)
        place = ("--data-dir", folder, "--internal-host", "127.0.0.1", "-p", str(port))
        command = [program, "start", "-b", *place, *known, "--enable-legacy-api-token"]
        nowhere = subprocess.DEVNULL
        running = subprocess.Popen(command, env=os.environ | quiet, stdout=nowhere, stderr=nowhere)
        try:
            wait_for(f"http://127.0.0.1:{port}/health", running)
            yield Server(f"http://127.0.0.1:{port}")
        finally:
            running.terminate()
            running.wait()


def wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, which takes minutes on a busy machine and an empty database."""
    for _ in range(900):
        if running.poll() is not None:
            sys.exit("label-studio ended before it answered")
        try:
            urllib.request.urlopen(address)
            return
        except OSError:
            time.sleep(1)
    sys.exit("label-studio did not answer")


def main() -> None:
    """Run the journey for each kind of region."""
    pictures = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    pictures.mkdir(parents=True, exist_ok=True)
    with label_studio() as server, browser() as context:
        sign_in(context.pages[0], server.address)
        results = [journey(server, context, kind, pictures) for kind in KINDS]
    sys.exit(0 if all(results) else 1)


@contextmanager
def browser() -> Iterator[BrowserContext]:
    """Chromium with the extension; the server's origin is granted as a press on the button would."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(REPOSITORY / "dist" / "extension-chromium", folder / "extension")
    manifest = folder / "extension" / "manifest.json"
    manifest.write_text(
        json.dumps({**json.loads(manifest.read_text()), "host_permissions": ["http://127.0.0.1/*"]})
    )
    extension = folder / "extension"
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    loaded = [f"--disable-extensions-except={extension}", f"--load-extension={extension}"]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / "data",
            executable_path=shutil.which(os.environ.get("CHROME", "chromium")),
            headless=False,
            args=["--headless=new", *sandbox, *loaded],
            viewport={"width": 1400, "height": 900},
        )
        context.set_default_timeout(120_000)
        yield context
        context.close()
    shutil.rmtree(folder)


def sign_in(page: Page, address: str) -> None:
    """Sign in as a person does."""
    page.goto(f"{address}/user/login")
    page.fill("input[name=email]", MAIL)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "login" not in url)


def journey(server: Server, context: BrowserContext, kind: str, pictures: Path) -> bool:
    """Correct one damaged region by clicks, submit it, read it back; tells how it went."""
    damaged = np.asarray(Image.open(DAMAGED).convert("L")) > 127
    project, task = set_up(server, kind, damaged)
    tab = Tab(context.new_page(), worker_of(context), pictures)
    tab.page.goto(f"{server.address}/projects/{project}/data?task={task}")
    tab.page.wait_for_function("window.Htx?.annotationStore?.selected?.regions.length > 0")
    tab.page.wait_for_function("document.querySelector('img[alt=image]')?.naturalWidth > 0")
    tab.picture(f"label-studio-{kind}-before")
    tab.press_button().ready()
    begun = tab.mask
    tab.picture(f"label-studio-{kind}-open")
    correct(tab, kind)
    ours = tab.mask
    steps = "Htx.annotationStore.selected.history.undoIdx"
    before = tab.page.evaluate(steps)
    tab.press("Write to Label Studio")
    tab.until(f"{ROOT}.querySelector('.status').textContent.startsWith('Written')")
    taken = tab.page.evaluate(steps) - before
    tab.picture(f"label-studio-{kind}-written")
    tab.press("Close")
    undone = undo_and_redo(tab.page, kind)
    with tab.page.expect_response(lambda answer: answer.request.method == "POST" and "/annot" in answer.url):
        tab.page.evaluate("Htx.submitAnnotation()")
    tab.page.wait_for_timeout(1000)
    tab.picture(f"label-studio-{kind}-submitted")
    tab.page.close()
    (stored,) = server.call(f"/api/tasks/{task}")["annotations"][0]["result"]
    return report(kind, damaged, begun, ours, stored, taken, undone)


def correct(tab: Tab, kind: str) -> None:
    """Click into the hole, or take wood away from the polygon, which is the cup's box."""
    if kind == "polygonlabels":
        tab.click(0.93, 0.85, button="right")
    else:
        tab.click(0.5, 0.42)


def set_up(server: Server, kind: str, damaged: Mask) -> tuple[int, int]:
    """Make a project with one control, a picture, and a task with a damaged pre-annotation."""
    tag = KINDS[kind]
    config = f'<View><Image name="image" value="$image"/><{tag} name="tag" toName="image">'
    config += f'<Label value="Cup" background="blue"/></{tag}></View>'
    project = server.call("/api/projects", {"title": f"Journey {kind}", "label_config": config})["id"]
    image = server.upload(project, PHOTO)
    height, width = damaged.shape
    size = {"original_width": width, "original_height": height, "image_rotation": 0}
    names = {"id": REGION, "type": kind, "from_name": "tag", "to_name": "image"}
    result = {**names, **size, "value": {kind: ["Cup"], **value_of(kind, damaged)}}
    task = {"data": {"image": image}, "predictions": [{"model_version": "damaged", "result": [result]}]}
    answer = server.call(f"/api/projects/{project}/import?return_task_ids=true", [task])
    return project, answer["task_ids"][0]


def value_of(kind: str, mask: Mask) -> dict[str, object]:
    """A mask as Label Studio writes it; a polygon only of its box, which is damage enough."""
    if kind == "brushlabels":
        return {"format": "rle", "rle": encode_rle(mask)}
    if kind == "bitmasklabels":
        rgba = np.zeros((*mask.shape, 4), np.uint8)
        rgba[..., 3] = mask * 255
        png = io.BytesIO()
        Image.fromarray(rgba).save(png, "PNG")
        return {"imageDataURL": f"data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}"}
    rows, columns = np.nonzero(mask)
    height, width = mask.shape
    left, right = 100 * columns.min() / width, 100 * (columns.max() + 1) / width
    top, bottom = 100 * rows.min() / height, 100 * (rows.max() + 1) / height
    return {"points": [[left, top], [right, top], [right, bottom], [left, bottom]], "closed": True}


def undo_and_redo(page: Page, kind: str) -> bool:
    """Take one step back and forth in the editor: whether the region's value changed and came back."""
    value = "() => JSON.stringify(Htx.annotationStore.selected.serializeAnnotation()[0].value)"
    ours = page.evaluate(value)
    page.evaluate("Htx.annotationStore.selected.undo()")
    page.wait_for_timeout(500)
    theirs = page.evaluate(value)
    page.evaluate("Htx.annotationStore.selected.redo()")
    page.wait_for_timeout(500)
    return bool(theirs != ours and page.evaluate(value) == ours)


def mask_of(kind: str, result: dict[str, Any]) -> Mask:
    """A stored result's mask."""
    value, shape = result["value"], (result["original_height"], result["original_width"])
    if kind == "brushlabels":
        return decode_rle(value["rle"]).reshape(*shape, 4)[..., 3] > 0
    if kind == "bitmasklabels":
        png = base64.b64decode(value["imageDataURL"].split(",")[1])
        return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))[..., 3] > 0
    drawn = Image.new("1", shape[::-1])
    corners = [(x * shape[1] / 100 - 0.5, y * shape[0] / 100 - 0.5) for x, y in value["points"]]
    ImageDraw.Draw(drawn).polygon(corners, fill=1)
    return np.asarray(drawn)


def report(
    kind: str, damaged: Mask, begun: Mask, ours: Mask, stored: dict[str, Any], steps: int, undone: bool
) -> bool:
    """Print what came of it; true when all of it is right."""
    mask = mask_of(kind, stored)
    union = float((mask | ours).sum())
    checks = {
        "opened with the pre-annotation": kind == "polygonlabels" or bool(np.array_equal(begun, damaged)),
        "changed by the click": bool((ours != begun).any()),
        "region keeps its id": stored["id"] == REGION,
        "keeps its label": stored["value"][kind] == ["Cup"],
        "one undo step, there and back": steps == 1 and undone,
    }
    if kind == "polygonlabels":
        checks["stored polygon agrees to 97 %"] = (mask & ours).sum() / union > 0.97
    else:
        checks["stored mask equals ours pixel for pixel"] = bool(np.array_equal(mask, ours))
    print(f"{kind}: {int(ours.sum())} pixels, {int((ours != begun).sum())} changed, stored {int(mask.sum())}")
    for text, passed in checks.items():
        print(f"  {'ok  ' if passed else 'FAIL'} {text}")
    return all(checks.values())


if __name__ == "__main__":
    main()
