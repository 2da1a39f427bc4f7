//! Makes small ONNX graphs with random weights.

use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto, tensor_shape_proto, type_proto,
};

use crate::graph::Window;

pub(super) enum Numbers {
    Float(Vec<f32>),
    Int(Vec<i64>),
}

/// A graph with one input called `input`.
pub(super) struct Builder {
    graph: GraphProto,
    seed: u64,
    channels: usize,
}

impl Builder {
    pub(super) fn new([channels, height, width]: [usize; 3], seed: u64) -> Self {
        let mut graph = GraphProto::default();
        graph.input.push(value("input", &[1, channels, height, width]));
        Self { graph, seed, channels }
    }

    pub(super) fn finish(&self, outputs: &[&str]) -> ModelProto {
        let mut graph = self.graph.clone();
        graph.output = outputs
            .iter()
            .map(|name| ValueInfoProto { name: (*name).to_owned(), ..Default::default() })
            .collect();
        let opset = OperatorSetIdProto { version: 13, ..Default::default() };
        ModelProto { ir_version: 8, opset_import: vec![opset], graph: Some(graph), ..Default::default() }
    }

    pub(super) fn node(&mut self, op: &str, inputs: &[&str], output: &str, attribute: Vec<AttributeProto>) {
        self.graph.node.push(NodeProto {
            op_type: op.to_owned(),
            name: output.to_owned(),
            input: inputs.iter().map(|&name| name.to_owned()).collect(),
            output: vec![output.to_owned()],
            attribute,
            ..Default::default()
        });
    }

    pub(super) fn set_last(&mut self, attribute: AttributeProto) {
        self.graph.node.last_mut().unwrap().attribute.push(attribute);
    }

    pub(super) fn constant(&mut self, name: &str, dims: &[usize], numbers: Numbers) {
        let mut tensor = TensorProto {
            name: name.to_owned(),
            dims: dims.iter().map(|&dim| i64::try_from(dim).unwrap()).collect(),
            ..Default::default()
        };
        match numbers {
            Numbers::Float(all) => (tensor.data_type, tensor.float_data) = (1, all),
            Numbers::Int(all) => (tensor.data_type, tensor.int64_data) = (7, all),
        }
        self.graph.initializer.push(tensor);
    }

    /// Random weights of about the size that keeps sums near one.
    fn weights(&mut self, name: &str, dims: &[usize], of_each: usize) {
        let scale = 1.0 / f32::from(u16::try_from(of_each).unwrap()).sqrt();
        let numbers = (0..dims.iter().product()).map(|_| self.random() * scale).collect();
        self.constant(name, dims, Numbers::Float(numbers));
    }

    /// -1 to 1, by the seed (Steele et al. 2014, `SplitMix64`).
    fn random(&mut self) -> f32 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        f32::from(u16::try_from((z ^ (z >> 31)) >> 48).unwrap()) / 32768.0 - 1.0
    }

    pub(super) fn conv(&mut self, from: &str, to: &str, outputs: usize, window: &Window, depthwise: bool) {
        let of_each = if depthwise { 1 } else { self.channels_of(from) };
        let [height, width] = window.kernel;
        let (weights, bias) = (format!("{to}_weights"), format!("{to}_bias"));
        self.weights(&weights, &[outputs, of_each, height, width], of_each * height * width);
        self.weights(&bias, &[outputs], 1);
        let mut attributes = settings(window);
        attributes.push(int("group", if depthwise { i64::try_from(outputs).unwrap() } else { 1 }));
        self.node("Conv", &[from, &weights, &bias], to, attributes);
    }

    /// Channels of a value made by a convolution here, or of the input.
    fn channels_of(&self, name: &str) -> usize {
        let node = self.graph.node.iter().find(|node| node.output[0] == name);
        let Some(node) = node else { return self.channels };
        let bias = self.graph.initializer.iter().find(|t| t.name == format!("{name}_bias"));
        bias.map_or_else(|| self.channels_of(&node.input[0]), |bias| usize::try_from(bias.dims[0]).unwrap())
    }

    pub(super) fn prelu(&mut self, from: &str, to: &str, channels: usize) {
        let slopes = format!("{to}_slopes");
        self.weights(&slopes, &[channels, 1, 1], 1);
        self.node("PRelu", &[from, &slopes], to, Vec::new());
    }

    pub(super) fn pool(&mut self, from: &str, to: &str, window: &Window) {
        self.node("MaxPool", &[from], to, settings(window));
    }

    pub(super) fn widen(&mut self, from: &str, to: &str, more: usize) {
        let pads = format!("{to}_pads");
        let more = i64::try_from(more).unwrap();
        self.constant(&pads, &[8], Numbers::Int(vec![0, 0, 0, 0, 0, more, 0, 0]));
        self.node("Pad", &[from, &pads], to, Vec::new());
    }

    pub(super) fn transpose(&mut self, from: &str, to: &str) {
        self.node("Transpose", &[from], to, vec![ints("perm", &[0, 2, 3, 1])]);
    }

    pub(super) fn concat(&mut self, from: &[&str], to: &str, axis: i64) {
        self.node("Concat", from, to, vec![int("axis", axis)]);
    }

    /// As exporters write it: the batch is taken from the shape, the rest is counted.
    pub(super) fn flatten(&mut self, from: &str, to: &str, count: usize) {
        let name = |part: &str| format!("{to}_{part}");
        self.node("Shape", &[from], &name("shape"), Vec::new());
        self.constant(&name("first"), &[], Numbers::Int(vec![0]));
        self.node("Gather", &[&name("shape"), &name("first")], &name("batch"), vec![int("axis", 0)]);
        self.constant(&name("axes"), &[1], Numbers::Int(vec![0]));
        self.node("Unsqueeze", &[&name("batch"), &name("axes")], &name("one"), Vec::new());
        self.constant(&name("rest"), &[1], Numbers::Int(vec![i64::try_from(count).unwrap()]));
        self.concat(&[&name("one"), &name("rest")], &name("wanted"), 0);
        self.node("Reshape", &[from, &name("wanted")], to, Vec::new());
    }

    pub(super) fn matrix(&mut self, from: &str, to: &str, inputs: usize, outputs: usize) {
        let weights = format!("{to}_weights");
        self.weights(&weights, &[inputs, outputs], inputs);
        self.node("MatMul", &[from, &weights], to, Vec::new());
    }

    pub(super) fn normalise(&mut self, from: &str, to: &str, channels: usize) {
        let names = ["scale", "shift", "mean", "variance"].map(|part| format!("{to}_{part}"));
        for name in &names {
            // A variance is positive.
            let numbers = (0..channels).map(|_| self.random() * 0.5 + 1.0).collect();
            self.constant(name, &[channels], Numbers::Float(numbers));
        }
        let [scale, shift, mean, variance] = &names;
        self.node("BatchNormalization", &[from, scale, shift, mean, variance], to, Vec::new());
    }
}

fn settings(window: &Window) -> Vec<AttributeProto> {
    let all = |numbers: &[usize]| numbers.iter().map(|&n| i64::try_from(n).unwrap()).collect::<Vec<_>>();
    vec![
        ints("kernel_shape", &all(&window.kernel)),
        ints("strides", &all(&window.stride)),
        ints("pads", &all(&window.pads)),
    ]
}

/// `AttributeProto.AttributeType`.
const INT: i32 = 2;
const STRING: i32 = 3;
const INTS: i32 = 7;

pub(super) fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto { name: name.to_owned(), r#type: INT, i, ..Default::default() }
}

pub(super) fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    AttributeProto { name: name.to_owned(), r#type: INTS, ints: ints.to_vec(), ..Default::default() }
}

pub(super) fn text(name: &str, text: &str) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        r#type: STRING,
        s: text.as_bytes().to_vec(),
        ..Default::default()
    }
}

fn value(name: &str, dims: &[usize]) -> ValueInfoProto {
    let dim = |&dim: &usize| tensor_shape_proto::Dimension {
        value: Some(tensor_shape_proto::dimension::Value::DimValue(i64::try_from(dim).unwrap())),
        ..Default::default()
    };
    let shape = TensorShapeProto { dim: dims.iter().map(dim).collect() };
    let tensor = type_proto::Tensor { elem_type: 1, shape: Some(shape) };
    let kind = TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..Default::default() };
    ValueInfoProto { name: name.to_owned(), r#type: Some(kind), ..Default::default() }
}
