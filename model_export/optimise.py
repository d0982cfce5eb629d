"""Graph rewriting by native onnxruntime, so that no browser has to repeat it at every start."""

from __future__ import annotations

from pathlib import Path

import onnx
import onnxruntime


def optimise(source: Path, target: Path) -> Path:
    """Write a graph as onnxruntime rewrites it: constants and normalisation folded, layers fused.

    Level *extended*: the highest one also lays tensors out for this machine's processor, which
    onnxruntime's wasm build cannot run.
    """
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
    model = onnx.load(str(target))
    del model.metadata_props[:]
    model.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.save(model, str(target))
    return target
