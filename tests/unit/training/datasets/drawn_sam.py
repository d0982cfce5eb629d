"""Two tiny graphs with Segment Anything's inputs and outputs.

The mask at a point is what has the point's colour: a difference of 0.1 in a normalised channel is the limit.
"""

from __future__ import annotations

from pathlib import Path

import onnx.parser

SIDE = 160

_ENCODER = f"""
<ir_version: 8, opset_import: ["": 17]>
encoder (float[1, 3, {SIDE}, {SIDE}] input) => (float[1, 3, {SIDE}, {SIDE}] output) {{
    output = Identity(input)
}}
"""

_DECODER = f"""
<ir_version: 8, opset_import: ["": 17]>
decoder (
    float[1, 3, {SIDE}, {SIDE}] image_embeddings, float[1, P, 2] point_coords, float[1, P] point_labels,
    float[1, 1, 256, 256] mask_input, float[1] has_mask_input, float[2] orig_im_size
) => (float[1, 1, H, W] masks, float[1, 1] iou_predictions) {{
    zero = Constant<value_ints = [0]>()
    one = Constant<value_ints = [1]>()
    two = Constant<value_ints = [2]>()
    corner = Constant<value_ints = [0, 0]>()
    axes = Constant<value_ints = [2, 3]>()
    first = Gather<axis = 1>(point_coords, zero)
    place = Cast<to = 7>(first)
    flat = Reshape(place, two)
    x = Gather(flat, zero)
    y = Gather(flat, one)
    row = Gather<axis = 2>(image_embeddings, y)
    colour = Gather<axis = 3>(row, x)
    size = Cast<to = 7>(orig_im_size)
    seen = Slice(image_embeddings, corner, size, axes)
    difference = Sub(seen, colour)
    distance = Abs(difference)
    largest = ReduceMax<axes = [1], keepdims = 1>(distance)
    limit = Constant<value_float = 0.1>()
    margin = Sub(limit, largest)
    steep = Constant<value_float = 100.0>()
    masks = Mul(margin, steep)
    iou_predictions = Constant<value = float[1, 1] {{0.95}}>()
}}
"""


def write_graphs(folder: Path) -> tuple[Path, Path]:
    """Write the encoder and the decoder."""
    paths = folder / "encoder.onnx", folder / "sam.onnx"
    for path, text in zip(paths, (_ENCODER, _DECODER), strict=True):
        onnx.save(onnx.parser.parse_model(text), path)
    return paths
