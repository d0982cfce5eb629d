"""The built extension, unpacked into a fresh profile of the machine's own Chromium."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, Worker

from tests.extension.driver import Tab
from tests.extension.sites import Site, site

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium", "chromium-browser")
SAMPLES = ROOT / "web" / "samples"
#: Nobody can press the browser's own button or answer its question here: this stands for having pressed it.
GRANTED = ["http://127.0.0.1/*"]
#: An unpacked extension comes back from a reload in this mode alone.
DEVELOPER = {"extensions": {"ui": {"developer_mode": True}}}


def pytest_configure(config: pytest.Config) -> None:
    """Let pycocotools' use of an older NumPy protocol pass: it is not ours to mend."""
    config.addinivalue_line(
        "filterwarnings", "ignore:__array__ implementation:DeprecationWarning:pycocotools"
    )


LISTENING = """async () => {
    while (!globalThis.chrome?.action?.onClicked.hasListeners()) await new Promise(go => setTimeout(go, 20));
}"""


@pytest.fixture(scope="session")
def dist() -> Path:
    """Folder of what was built."""
    folder = ROOT / "dist"
    if not (folder / "extension-chromium" / "manifest.json").is_file():
        pytest.fail("dist/extension-chromium is not built: run python build.py first")
    return folder


Launch = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def launch(dist: Path, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Launch:
    """Start a browser with the extension in it; ``hosts`` are granted as the person's press would."""
    found = (shutil.which(name) for name in (os.environ.get("CHROME", ""), *CHROMIUM) if name)
    executable = next(filter(None, found), None)
    if executable is None:
        pytest.fail("no Chromium was found: sudo apt-get install chromium, or set CHROME to its path")

    def start(
        hosts: list[str],
        profile: Path | None = None,
        size: tuple[int, int] = (1100, 760),
        arguments: Sequence[str] = (),
    ) -> BrowserContext:
        folder = (profile or tmp_path_factory.mktemp("profile")) / "extension"
        if not folder.exists():
            shutil.copytree(dist / "extension-chromium", folder)
        manifest = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps({**manifest, "host_permissions": hosts}))
        preferences = folder.parent / "data" / "Default" / "Preferences"
        if not preferences.exists():
            preferences.parent.mkdir(parents=True)
            preferences.write_text(json.dumps(DEVELOPER))
        sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses to sandbox for root
        loaded = [f"--disable-extensions-except={folder}", f"--load-extension={folder}"]
        return playwright.chromium.launch_persistent_context(
            folder.parent / "data",
            executable_path=executable,
            headless=False,  # the old headless mode, which this would ask for, knows no extensions
            args=["--headless=new", *sandbox, *loaded, *arguments],
            viewport={"width": size[0], "height": size[1]},
            accept_downloads=True,
        )

    return start


def worker_of(context: BrowserContext) -> Worker:
    """The extension's service worker, once it listens: what is dispatched to it before is lost."""
    running = context.service_workers
    worker = running[0] if running else context.wait_for_event("serviceworker")
    worker.evaluate(LISTENING)
    return worker


@pytest.fixture(scope="module")
def context(launch: Launch) -> Iterator[BrowserContext]:
    """A browser for a module's tests, in which a press on the button has allowed pages of 127.0.0.1."""
    running = launch(GRANTED)
    yield running
    running.close()


@pytest.fixture
def tab(context: BrowserContext, pictures: Path) -> Iterator[Tab]:
    """A fresh tab; any uncaught error in it fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    worker_of(context).evaluate("chrome.storage.local.clear()")  # each test's picture is a new one
    yield Tab(page, worker_of(context), pictures)
    page.close()
    assert not errors


@pytest.fixture
def home() -> Iterator[Site]:
    """The site that the extension is used on, with a photograph."""
    with site("127.0.0.1") as running:
        running.put("/coffee.jpg", (SAMPLES / "coffee.jpg").read_bytes())
        running.put("/cat.jpg", (SAMPLES / "chelsea.jpg").read_bytes())
        yield running


@pytest.fixture
def other() -> Iterator[Site]:
    """A site of another origin, whose photograph pages of `home` may show but not read."""
    with site("localhost") as running:
        running.put("/coffee.jpg", (SAMPLES / "coffee.jpg").read_bytes())
        yield running
