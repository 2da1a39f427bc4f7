"""Exact rewrites of ONNX graphs, so that the files are half as large and say what they mean.

Every function changes the model in place.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Smaller tensors are not worth a Cast node.
SMALLEST_F16_TENSOR = 64


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
    for node in nodes:
        # Where the exporter's program built the node: up to a hundred kilobytes that say nothing about the model.
        node.ClearField("doc_string")
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
