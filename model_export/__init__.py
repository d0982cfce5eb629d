"""From a trained checkpoint to the two ONNX graphs that run in a browser."""

from model_export.errors import ExportError
from model_export.export import export_variant

__all__ = ["ExportError", "export_variant"]
