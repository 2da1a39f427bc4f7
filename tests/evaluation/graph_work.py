"""How much work an ONNX graph is: its multiplications, and the matrix products that they are made of."""

from collections import Counter
from pathlib import Path

import onnx


def work(path: Path, shape: tuple[int, ...]) -> int:
    """Multiplications of all convolutions and fully connected layers."""
    return sum(groups * m * k * n for groups, m, k, n in layers(path, shape))


def products(path: Path, shape: tuple[int, ...]) -> Counter:
    """The products (output channels, inputs of one output, pixels) of all layers but the depthwise ones."""
    return Counter((m, k, n) for groups, m, k, n in layers(path, shape) if groups == 1)


def layers(path: Path, shape: tuple[int, ...]):
    """(groups, output channels a group, inputs of one output, pixels) of each layer."""
    model = onnx.load(path)
    graph = model.graph
    for dimension, size in zip(graph.input[0].type.tensor_type.shape.dim, shape):
        dimension.dim_value = size
    del graph.value_info[:]
    for output in graph.output:
        output.type.tensor_type.ClearField("shape")
    graph = onnx.shape_inference.infer_shapes(model, data_prop=True).graph
    known = {initial.name: list(initial.dims) for initial in graph.initializer}
    for value in [*graph.input, *graph.value_info, *graph.output]:
        known[value.name] = [dimension.dim_value for dimension in value.type.tensor_type.shape.dim]
    for node in graph.node:
        if node.op_type == "Conv":
            groups = next((a.i for a in node.attribute if a.name == "group"), 1)
            outputs, inputs, *kernel = known[node.input[1]]
            *_, height, width = known[node.output[0]]
            yield groups, outputs // groups, inputs * kernel[0] * kernel[1], height * width
        elif node.op_type in ("Gemm", "MatMul"):
            turned = any(a.name == "transB" and a.i for a in node.attribute)
            sizes = known[node.input[1]]
            inputs, outputs = reversed(sizes) if turned else sizes
            yield 1, outputs, inputs, 1
