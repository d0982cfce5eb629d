"""The extension's manifests: what it is called, what it may do, and how each family of browsers runs it."""

from __future__ import annotations

from typing import Literal

Browser = Literal["chromium", "firefox"]
BROWSERS: tuple[Browser, ...] = ("chromium", "firefox")

# Origins are asked for when they are needed, one at a time: web/store/permissions.md says why each is.
PERMISSIONS = ["activeTab", "contextMenus", "scripting", "storage"]
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self' blob: data: https: http:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-src 'none'"
)
ICON_SIDES = (16, 32, 48, 128)
FIREFOX_ID = "focalclick@annotator.invalid"


def manifest(browser: Browser, version: str) -> dict[str, object]:
    """Return ``manifest.json`` for a family of browsers."""
    icons = {str(side): f"icons/{side}.png" for side in ICON_SIDES}
    return {
        "manifest_version": 3,
        "name": "__MSG_name__",
        "description": "__MSG_description__",
        "version": version,
        "default_locale": "en",
        "icons": icons,
        "action": {"default_title": "__MSG_menu__", "default_icon": icons},
        "commands": {
            "annotate": {"suggested_key": {"default": "Alt+Shift+M"}, "description": "__MSG_command__"}
        },
        "options_ui": {"page": "options.html", "open_in_tab": True},
        "optional_host_permissions": ["https://*/*", "http://*/*"],
        "content_security_policy": {"extension_pages": POLICY},
        **(_chromium() if browser == "chromium" else _firefox()),
    }


def _chromium() -> dict[str, object]:
    return {
        "permissions": sorted([*PERMISSIONS, "offscreen"]),
        "background": {"service_worker": "background.js", "type": "module"},
        "minimum_chrome_version": "116",
        # Isolated from other origins, the engine may use threads.
        "cross_origin_embedder_policy": {"value": "require-corp"},
        "cross_origin_opener_policy": {"value": "same-origin"},
    }


def _firefox() -> dict[str, object]:
    gecko = {
        "id": FIREFOX_ID,
        "strict_min_version": "140.0",
        "data_collection_permissions": {"required": ["none"]},
    }
    return {
        "permissions": PERMISSIONS,
        "background": {"scripts": ["background.js"], "type": "module"},
        "browser_specific_settings": {"gecko": gecko},
    }
