"""Exact rewrites of ONNX graphs, so that the engine runs them fast and the files are half as large.

The engine expands PRelu into a comparison, a product and a selection over whole tensors, none of which fuse. Two other
ways to say the same thing run on its fast kernels. With slope `s` for each channel:

    PRelu(x) = max(x, s * x)                  when no slope is above 1
    PRelu(x) = relu(x) + s * min(x, 0)        always

Every function changes the model in place. Slopes that are no longer used stay in the file; the engine drops them.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Smaller tensors are not worth a Cast node.
SMALLEST_F16_TENSOR = 64


def prelu_to_max(model: onnx.ModelProto) -> None:
    """Rewrites each PRelu as `max(x, s * x)`."""

    def rewrite(number, x, slope_name, slopes, output):
        if slopes.max() > 1:
            raise ValueError("a slope above 1: use prelu_to_relu_and_min")
        slope = add_initialiser(model, f"{slope_name}_4d{number}", slopes)
        scaled = f"pm{number}"
        return [
            helper.make_node("Mul", [x, slope], [scaled]),
            helper.make_node("Max", [x, scaled], [output]),
        ]

    replace_prelus(model, rewrite)


def prelu_to_relu_and_min(model: onnx.ModelProto) -> None:
    """Rewrites each PRelu as `relu(x) + s * min(x, 0)`."""

    def rewrite(number, x, slope_name, slopes, output):
        slope = add_initialiser(model, f"{slope_name}_4d{number}", slopes)
        zero = add_initialiser(model, f"z{number}", np.zeros((), np.float32))
        positive, negative, scaled = f"pr{number}", f"pn{number}", f"pm{number}"
        return [
            helper.make_node("Relu", [x], [positive]),
            helper.make_node("Min", [x, zero], [negative]),
            helper.make_node("Mul", [negative, slope], [scaled]),
            helper.make_node("Add", [positive, scaled], [output]),
        ]

    replace_prelus(model, rewrite)


def replace_prelus(model: onnx.ModelProto, rewrite) -> None:
    graph = model.graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes, number = [], 0
    for node in graph.node:
        if node.op_type != "PRelu":
            nodes.append(node)
            continue
        number += 1
        x, slope_name = node.input
        slopes = constants[slope_name].reshape(1, -1, 1, 1).astype(np.float32)
        nodes += rewrite(number, x, slope_name, slopes, node.output[0])
    replace_nodes(graph, nodes)


def fold_prelu(model: onnx.ModelProto) -> None:
    """Puts back together what an exporter took apart: `relu(x) + c * (x - |x|)` is a PRelu with the slopes `2 * c`."""
    graph = model.graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    producer = {output: node for node in graph.node for output in node.output}
    folded, absorbed = {}, set()
    for node in graph.node:
        found = match_split_prelu(node, producer, constants)
        if found is None:
            continue
        x, factors, parts = found
        number = len(folded)
        slope = add_initialiser(model, f"slope_{number}", (factors * 2).astype(np.float32).reshape(-1, 1, 1))
        name = f"prelu_{number + 1}"
        folded[node.output[0]] = helper.make_node("PRelu", [x, slope], [node.output[0]], name=name)
        absorbed.update(parts)
    nodes = [folded.get(node.output[0], node) for node in graph.node if node.output[0] not in absorbed]
    replace_nodes(graph, nodes)


def match_split_prelu(node, producer, constants):
    """`(x, factors, outputs of the parts)` when `node` is the last addition of a split PRelu, else None."""
    if node.op_type != "Add":
        return None
    for left, right in (node.input, reversed(node.input)):
        relu, product = producer.get(left), producer.get(right)
        if relu is None or product is None or relu.op_type != "Relu" or product.op_type != "Mul":
            continue
        factors = [name for name in product.input if name in constants]
        others = [name for name in product.input if name not in constants]
        if len(factors) != 1:
            continue
        difference = producer.get(others[0])
        if difference is None or difference.op_type != "Sub" or difference.input[0] != relu.input[0]:
            continue
        magnitude = producer[difference.input[1]]
        if magnitude.op_type == "Abs" and magnitude.input[0] == relu.input[0]:
            parts = [part.output[0] for part in (relu, product, difference, magnitude)]
            return relu.input[0], constants[factors[0]].reshape(-1), parts
    return None


def store_weights_as_f16(model: onnx.ModelProto) -> None:
    """Stores weights as f16 and casts them back in the graph: half the file, and all arithmetic stays f32."""
    graph = model.graph
    nodes = hoist_constant_nodes(graph)
    initialisers = list(graph.initializer)
    del graph.initializer[:]
    casts = []
    for tensor in initialisers:
        if not is_large_float(tensor):
            graph.initializer.append(tensor)
            continue
        halves = numpy_helper.to_array(tensor).astype(np.float16)
        if not np.isfinite(halves).all():
            raise ValueError(f"{tensor.name} has weights that f16 cannot hold")
        stored = f"{tensor.name}_h"
        graph.initializer.append(numpy_helper.from_array(halves, stored))
        casts.append(helper.make_node("Cast", [stored], [tensor.name], to=TensorProto.FLOAT))
    # Old exporters list weights among the inputs too; a value that a node makes may not be one.
    made = {cast.output[0] for cast in casts}
    inputs = [value for value in graph.input if value.name not in made]
    del graph.input[:]
    graph.input.extend(inputs)
    replace_nodes(graph, casts + nodes)


def hoist_constant_nodes(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Makes initialisers of large Constant nodes and returns the other nodes."""
    others = []
    for node in graph.node:
        attribute = node.attribute[0] if node.op_type == "Constant" else None
        if attribute is not None and attribute.name == "value" and is_large_float(attribute.t):
            attribute.t.name = node.output[0]
            graph.initializer.append(attribute.t)
        else:
            others.append(node)
    return others


def is_large_float(tensor: onnx.TensorProto) -> bool:
    return tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= SMALLEST_F16_TENSOR


def add_initialiser(model: onnx.ModelProto, name: str, array: np.ndarray) -> str:
    model.graph.initializer.append(numpy_helper.from_array(array, name))
    return name


def replace_nodes(graph: onnx.GraphProto, nodes: list[onnx.NodeProto]) -> None:
    del graph.node[:]
    graph.node.extend(nodes)
