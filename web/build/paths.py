"""Where things lie, relative to the repository's root."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "web"
CACHE = ROOT / ".cache"
DIST = ROOT / "dist"
FRONTEND = ROOT / "py_frontend"
BRIDGE = tuple(WEB / "src" / "engine" / name for name in ("bridge.py", "exchange.py"))
MODELS = WEB / "models"
TEMPLATES = WEB / "templates"
SAMPLES = WEB / "samples"
NODE_MODULES = WEB / "node_modules"
PYODIDE = NODE_MODULES / "pyodide"
ONNXRUNTIME = NODE_MODULES / "onnxruntime-web"
LICENSES = WEB / "build" / "licenses"
