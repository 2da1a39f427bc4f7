"""Turns a float TensorFlow Lite model into ONNX.

Knows exactly the operators that BlazeFace, FaceMesh and MobileFaceNet use and refuses every other one. TensorFlow Lite
keeps pictures as (batch, height, width, channels), ONNX as (batch, channels, height, width): inside the new graph every
picture is in ONNX order, and it is turned back only where the order can be seen, in reshapes and in the outputs.

The same input gives the same bytes: names are numbered in the order of the operators.
"""

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper, numpy_helper

OPSET = 16
IR_VERSION = 8

NUMPY_TYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT64: np.int64,
}
OPERATOR_NAMES = {code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)}

# Where each axis of a picture goes.
TO_ONNX = [0, 3, 1, 2]
TO_TFLITE = [0, 2, 3, 1]


def convert(data: bytes) -> onnx.ModelProto:
    """The ONNX model for the TensorFlow Lite file `data`, with batch size 1."""
    return Converter(tflite.Model.GetRootAsModel(data, 0)).model()


class Converter:
    """One conversion: walks the operators in order and collects ONNX nodes and constants."""

    def __init__(self, source: tflite.Model):
        self.source = source
        self.graph = source.Subgraphs(0)
        self.shapes: dict[int, list[int]] = {}
        self.constants: dict[int, np.ndarray] = {}
        self.values: dict[int, str] = {}  # tensor index -> name of the ONNX value that holds it
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []
        self.names_given = 0
        self.read_tensors()

    def read_tensors(self) -> None:
        inputs = [self.graph.Inputs(i) for i in range(self.graph.InputsLength())]
        for index in range(self.graph.TensorsLength()):
            tensor = self.graph.Tensors(index)
            shape = [int(side) for side in np.atleast_1d(tensor.ShapeAsNumpy())] if tensor.ShapeLength() else []
            buffer = self.source.Buffers(tensor.Buffer())
            if buffer.DataLength():
                raw = buffer.DataAsNumpy().tobytes()
                self.constants[index] = np.frombuffer(raw, NUMPY_TYPES[tensor.Type()]).reshape(shape)
            self.shapes[index] = shape
        # Some files were exported for a pair of pictures; ours come one at a time.
        exported_batch = self.shapes[inputs[0]][0]
        for index, shape in self.shapes.items():
            if index not in self.constants and shape and shape[0] == exported_batch:
                shape[0] = 1

    def model(self) -> onnx.ModelProto:
        for index in range(self.graph.OperatorsLength()):
            self.operator(self.graph.Operators(index))
        outputs = [self.output(self.graph.Outputs(i)) for i in range(self.graph.OutputsLength())]
        inputs = [self.input(self.graph.Inputs(i)) for i in range(self.graph.InputsLength())]
        graph = helper.make_graph(self.nodes, "g", inputs, outputs, self.initialisers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return model

    # Values

    def name(self, prefix: str) -> str:
        self.names_given += 1
        return f"{prefix}_{self.names_given}"

    def value(self, index: int) -> str:
        return self.values.setdefault(index, f"t{index}")

    def constant(self, array: np.ndarray, prefix: str = "c") -> str:
        name = self.name(prefix)
        self.initialisers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, inputs: list[str], **attributes) -> str:
        name = self.name(operator.lower())
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def weights(self, index: int) -> np.ndarray:
        return self.constants[index].astype(np.float32)

    def in_tflite_order(self, index: int) -> str:
        value = self.value(index)
        return self.node("Transpose", [value], perm=TO_TFLITE) if len(self.shapes[index]) == 4 else value

    def input(self, index: int) -> onnx.ValueInfoProto:
        shape = [self.shapes[index][axis] for axis in TO_ONNX]
        return helper.make_tensor_value_info(self.value(index), TensorProto.FLOAT, shape)

    def output(self, index: int) -> onnx.ValueInfoProto:
        value = self.in_tflite_order(index)
        name = "out_" + self.graph.Tensors(index).Name().decode().replace("/", "_").replace(":", "_")
        self.nodes.append(helper.make_node("Identity", [value], [name]))
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, self.shapes[index])

    # Operators

    def operator(self, operator: tflite.Operator) -> None:
        code = self.source.OperatorCodes(operator.OpcodeIndex())
        # Old files have the code in the deprecated field, new ones in both.
        name = OPERATOR_NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        convert_one = getattr(self, "op_" + name.lower(), None)
        if convert_one is None:
            raise NotImplementedError(f"the operator {name} is not known to this converter")
        inputs = [operator.Inputs(i) for i in range(operator.InputsLength())]
        output = operator.Outputs(0)
        value = convert_one(operator, inputs, output)
        if value is not None:
            self.values[output] = value

    @staticmethod
    def options(operator: tflite.Operator, kind):
        options = kind()
        table = operator.BuiltinOptions()
        options.Init(table.Bytes, table.Pos)
        return options

    def activated(self, value: str, activation: int) -> str:
        if activation == tflite.ActivationFunctionType.NONE:
            return value
        if activation == tflite.ActivationFunctionType.RELU:
            return self.node("Relu", [value])
        raise NotImplementedError(f"the fused activation {activation} is not known to this converter")

    def op_dequantize(self, _operator, inputs, output):
        # Only weights are stored as f16 in these files: they are widened here and no node is needed.
        self.constants[output] = self.weights(inputs[0])

    def op_conv_2d(self, operator, inputs, _output):
        kernel = self.weights(inputs[1]).transpose(TO_ONNX)
        return self.convolution(self.options(operator, tflite.Conv2DOptions), inputs, kernel, group=1)

    def op_depthwise_conv_2d(self, operator, inputs, _output):
        kernel = self.weights(inputs[1]).transpose(3, 0, 1, 2)
        channels = self.shapes[inputs[0]][3]
        return self.convolution(self.options(operator, tflite.DepthwiseConv2DOptions), inputs, kernel, group=channels)

    def convolution(self, options, inputs, kernel, group):
        size = list(kernel.shape[2:])
        strides = [options.StrideH(), options.StrideW()]
        dilations = [options.DilationHFactor(), options.DilationWFactor()]
        values = [self.value(inputs[0]), self.constant(kernel, "w")]
        if len(inputs) > 2 and inputs[2] >= 0:
            values.append(self.constant(self.weights(inputs[2]), "b"))
        pads = padding(options.Padding(), self.shapes[inputs[0]][1:3], size, strides, dilations)
        value = self.node(
            "Conv", values, kernel_shape=size, strides=strides, dilations=dilations, group=group, pads=pads
        )
        return self.activated(value, options.FusedActivationFunction())

    def op_max_pool_2d(self, operator, inputs, _output):
        options = self.options(operator, tflite.Pool2DOptions)
        size = [options.FilterHeight(), options.FilterWidth()]
        strides = [options.StrideH(), options.StrideW()]
        pads = padding(options.Padding(), self.shapes[inputs[0]][1:3], size, strides, [1, 1])
        return self.node("MaxPool", [self.value(inputs[0])], kernel_shape=size, strides=strides, pads=pads)

    def op_add(self, operator, inputs, _output):
        return self.arithmetic("Add", self.options(operator, tflite.AddOptions), inputs)

    def op_sub(self, operator, inputs, _output):
        return self.arithmetic("Sub", self.options(operator, tflite.SubOptions), inputs)

    def op_mul(self, operator, inputs, _output):
        return self.arithmetic("Mul", self.options(operator, tflite.MulOptions), inputs)

    def arithmetic(self, name, options, inputs):
        values = [self.per_channel(index) if index in self.constants else self.value(index) for index in inputs]
        return self.activated(self.node(name, values), options.FusedActivationFunction())

    def per_channel(self, index):
        array = self.weights(index)
        if array.ndim != 1:
            raise NotImplementedError("a constant operand that is not one value for each channel")
        return self.constant(array.reshape(1, -1, 1, 1))

    def op_relu(self, _operator, inputs, _output):
        return self.node("Relu", [self.value(inputs[0])])

    def op_abs(self, _operator, inputs, _output):
        return self.node("Abs", [self.value(inputs[0])])

    def op_prelu(self, _operator, inputs, _output):
        return self.node("PRelu", [self.value(inputs[0]), self.constant(self.weights(inputs[1]).reshape(-1, 1, 1))])

    def op_pad(self, _operator, inputs, _output):
        before_and_after = self.constants[inputs[1]][TO_ONNX].T.reshape(-1).astype(np.int64)
        return self.node("Pad", [self.value(inputs[0]), self.constant(before_and_after)])

    def op_reshape(self, _operator, inputs, output):
        shape = self.shapes[output]
        value = self.node("Reshape", [self.in_tflite_order(inputs[0]), self.constant(np.array(shape, np.int64))])
        return self.node("Transpose", [value], perm=TO_ONNX) if len(shape) == 4 else value

    def op_concatenation(self, operator, inputs, output):
        options = self.options(operator, tflite.ConcatenationOptions)
        if len(self.shapes[output]) == 4:
            raise NotImplementedError("a concatenation of pictures")
        value = self.node("Concat", [self.value(index) for index in inputs], axis=options.Axis())
        return self.activated(value, options.FusedActivationFunction())


def padding(kind: int, picture: list[int], kernel: list[int], strides: list[int], dilations: list[int]) -> list[int]:
    """ONNX pads (top, left, bottom, right) for TensorFlow's `VALID` or `SAME`.

    `SAME` keeps ceil(side / stride) outputs and, when the padding is odd, puts the extra pixel at the end; ONNX has no
    such rule, so the numbers are written out.
    """
    if kind == tflite.Padding.VALID:
        return [0, 0, 0, 0]
    before, after = [], []
    for side, size, stride, dilation in zip(picture, kernel, strides, dilations):
        outputs = -(-side // stride)
        total = max((outputs - 1) * stride + (size - 1) * dilation + 1 - side, 0)
        before.append(total // 2)
        after.append(total - total // 2)
    return before + after
