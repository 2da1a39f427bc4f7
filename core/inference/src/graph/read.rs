//! From the parsed file to a [`Graph`].
//!
//! Whatever is not understood to the last attribute gives `None`: the model then runs on tract, slower and right.

use std::collections::HashMap;
use std::rc::Rc;

use tract_onnx::pb::{GraphProto, NodeProto};

use super::attributes::{attribute, int, ints, window};
use super::constants::{Constant, Numbers};
use super::{Activation, Graph, Node, Op, Output, Shape, ValueId, Window};

/// Reads the graph for a picture of this size; `None` when an operator or one of its settings is not known here.
pub(crate) fn read(file: &GraphProto, input: Shape) -> Option<Graph> {
    let mut reader = Reader {
        values: HashMap::new(),
        graph: Graph { shapes: vec![input], nodes: Vec::new(), outputs: Vec::new() },
    };
    for tensor in &file.initializer {
        reader.values.insert(&tensor.name, Value::Constant(Constant::read(tensor)?));
    }
    let mut inputs = file.input.iter().filter(|info| !reader.values.contains_key(info.name.as_str()));
    let (Some(picture), None) = (inputs.next(), inputs.next()) else { return None };
    reader.values.insert(&picture.name, Value::Picture(0));
    for node in &file.node {
        let value = reader.node(node)?;
        let [output] = node.output.as_slice() else { return None };
        reader.values.insert(output, value);
    }
    for output in &file.output {
        reader.graph.outputs.push(match reader.values.get(output.name.as_str())? {
            Value::Rows { pieces, .. } => Output::Rows(pieces.clone()),
            Value::Picture(id) => Output::Planes(*id),
            Value::Constant(_) => return None,
        });
    }
    Some(reader.graph)
}

/// What a name in the file stands for.
#[derive(Debug, Clone)]
enum Value {
    Constant(Constant),
    /// A picture, whatever its layout in memory.
    Picture(ValueId),
    /// Numbers in an order that is fixed: those of the pieces, pixel after pixel, one piece after the other.
    Rows {
        dims: Vec<usize>,
        pieces: Vec<ValueId>,
    },
}

struct Reader<'a> {
    values: HashMap<&'a str, Value>,
    graph: Graph,
}

impl<'a> Reader<'a> {
    fn node(&mut self, node: &'a NodeProto) -> Option<Value> {
        let input = |index: usize| self.values.get(node.input.get(index)?.as_str());
        if let Some(value) = self.shape_arithmetic(node) {
            return Some(value);
        }
        match (node.op_type.as_str(), input(0)?) {
            ("Identity", value) => Some(value.clone()),
            // Weights stored as f16: they were widened when they were read.
            ("Cast", Value::Constant(constant)) if int(node, "to", 0) == 1 && constant.floats().is_some() => {
                Some(Value::Constant(constant.clone()))
            }
            ("Transpose", &Value::Picture(id)) if ints(node, "perm")? == [0, 2, 3, 1] => {
                let shape = self.shape(id)?;
                Some(Value::Rows {
                    dims: vec![1, shape.height, shape.width, shape.channels],
                    pieces: vec![id],
                })
            }
            ("Reshape", value) => self.reshape(value, self.constant(node, 1)?.ints()?),
            ("Concat", Value::Rows { .. }) => self.concat(node),
            ("MatMul" | "BatchNormalization", Value::Rows { dims, pieces }) => {
                let (&[1, channels], &[id]) = (dims.as_slice(), pieces.as_slice()) else { return None };
                (self.shape(id)?.len() == channels && self.shape(id)?.pixels() == 1).then_some(())?;
                let (op, channels) = if node.op_type == "MatMul" {
                    self.matrix(node, channels)?
                } else {
                    (self.normalise(node, channels)?, channels)
                };
                let id = self.push(op, vec![id], Shape { channels, height: 1, width: 1 });
                Some(Value::Rows { dims: vec![1, channels], pieces: vec![id] })
            }
            (_, &Value::Picture(id)) => self.picture(node, id),
            _ => None,
        }
    }

    /// Operators from picture to picture.
    fn picture(&mut self, node: &NodeProto, id: ValueId) -> Option<Value> {
        let shape = self.shape(id)?;
        let (op, inputs, output) = match node.op_type.as_str() {
            "Conv" => {
                let (op, output) = self.conv(node, shape)?;
                (op, vec![id], output)
            }
            "MaxPool" => {
                let window = window(node, None)?;
                // A window that lies in the padding alone has no largest number.
                window.touches_everywhere().then_some(())?;
                (int(node, "ceil_mode", 0) == 0 && int(node, "storage_order", 0) == 0).then_some(())?;
                let [height, width] = window.output(shape.height, shape.width)?;
                (Op::MaxPool(window), vec![id], Shape { height, width, ..shape })
            }
            "GlobalAveragePool" => {
                let window = Window { kernel: [shape.height, shape.width], ..Window::POINT };
                #[expect(clippy::cast_precision_loss, reason = "pictures have fewer than 2^24 pixels")]
                let part = 1.0 / shape.pixels() as f32;
                let (weights, bias) = (vec![part; shape.len()].into(), vec![0.0; shape.channels]);
                (Op::Depthwise { window, weights, bias }, vec![id], Shape { height: 1, width: 1, ..shape })
            }
            "Relu" => (Op::Activation(Activation::Relu), vec![id], shape),
            "LeakyRelu" => {
                let slope = attribute(node, "alpha").map_or(0.01, |a| a.f);
                (Op::Activation(Activation::PRelu(vec![slope; shape.channels])), vec![id], shape)
            }
            "PRelu" => {
                let slopes = self.per_channel(node, 1, shape.channels)?;
                (Op::Activation(Activation::PRelu(slopes)), vec![id], shape)
            }
            "Sigmoid" => (Op::Sigmoid, vec![id], shape),
            "Pad" => (Op::Widen, vec![id], self.widened(node, shape)?),
            "Add" | "Mul" => {
                let Value::Picture(other) = *self.value(node, 1)? else { return None };
                self.two(node, id, other)?
            }
            _ => return None,
        };
        Some(Value::Picture(self.push(op, inputs, output)))
    }

    fn two(&self, node: &NodeProto, a: ValueId, b: ValueId) -> Option<(Op, Vec<ValueId>, Shape)> {
        let (first, second) = (self.shape(a)?, self.shape(b)?);
        let is_scale_of = |scale: Shape, of: Shape| scale.pixels() == 1 && scale.channels == of.channels;
        match node.op_type.as_str() {
            "Add" if first == second => Some((Op::Add, vec![a, b], first)),
            "Mul" if is_scale_of(second, first) => Some((Op::Scale, vec![a, b], first)),
            "Mul" if is_scale_of(first, second) => Some((Op::Scale, vec![b, a], second)),
            _ => None,
        }
    }

    fn conv(&self, node: &NodeProto, input: Shape) -> Option<(Op, Shape)> {
        let kernel = self.constant(node, 1)?;
        let &[outputs, of_each, height, width] = kernel.dims.as_slice() else { return None };
        let window = window(node, Some([height, width]))?;
        let weights = Rc::clone(kernel.floats()?);
        let bias =
            if node.input.len() > 2 { self.per_channel(node, 2, outputs)? } else { vec![0.0; outputs] };
        let group = usize::try_from(int(node, "group", 1)).ok()?;
        let [height, width] = window.output(input.height, input.width)?;
        let output = Shape { channels: outputs, height, width };
        if group == 1 && of_each == input.channels {
            Some((Op::Conv { window, weights, bias }, output))
        } else if group == input.channels && of_each == 1 && outputs == group && window.touches_everywhere() {
            Some((Op::Depthwise { window, weights, bias }, output))
        } else {
            None
        }
    }

    /// A product with a constant matrix: a convolution of one pixel.
    fn matrix(&self, node: &NodeProto, inputs: usize) -> Option<(Op, usize)> {
        let matrix = self.constant(node, 1)?;
        let &[rows, columns] = matrix.dims.as_slice() else { return None };
        (rows == inputs && columns > 0).then_some(())?;
        let numbers = matrix.floats()?;
        let weights = (0..columns).flat_map(|c| numbers.iter().skip(c).step_by(columns).copied()).collect();
        Some((Op::Conv { window: Window::POINT, weights, bias: vec![0.0; columns] }, columns))
    }

    /// Batch normalisation with fixed numbers: a depthwise convolution of one pixel.
    fn normalise(&self, node: &NodeProto, channels: usize) -> Option<Op> {
        let all = |index| self.per_channel(node, index, channels);
        let (scale, shift, mean, variance) = (all(1)?, all(2)?, all(3)?, all(4)?);
        let epsilon = attribute(node, "epsilon").map_or(1e-5, |a| a.f);
        let weights: Vec<f32> = scale.iter().zip(variance).map(|(s, v)| s / (v + epsilon).sqrt()).collect();
        let bias = shift.iter().zip(mean).zip(&weights).map(|((s, m), w)| s - m * w).collect();
        Some(Op::Depthwise { window: Window::POINT, weights: weights.into(), bias })
    }

    /// Padding with zeros behind the channels, and nowhere else.
    fn widened(&self, node: &NodeProto, shape: Shape) -> Option<Shape> {
        let zero = match node.input.get(2).filter(|name| !name.is_empty()) {
            Some(_) => **self.constant(node, 2)?.floats()? == [0.0],
            None => true,
        };
        let is_constant = attribute(node, "mode").is_none_or(|mode| mode.s == b"constant");
        match self.constant(node, 1)?.ints()? {
            &[0, 0, 0, 0, 0, more, 0, 0] if zero && is_constant => {
                Some(Shape { channels: shape.channels + usize::try_from(more).ok()?, ..shape })
            }
            _ => None,
        }
    }

    fn reshape(&self, value: &Value, wanted: &[i64]) -> Option<Value> {
        let (pieces, count) = match value {
            Value::Picture(id) if self.is_flat(*id)? => (vec![*id], self.shape(*id)?.len()),
            Value::Rows { dims, pieces } => (pieces.clone(), dims.iter().product()),
            _ => return None,
        };
        let known: i64 = wanted.iter().filter(|&&dim| dim != -1).product();
        let rest = i64::try_from(count).ok()?.checked_div(known)?;
        let dims: Vec<usize> = wanted
            .iter()
            .map(|&dim| usize::try_from(if dim == -1 { rest } else { dim }).ok())
            .collect::<Option<_>>()?;
        (dims.iter().product::<usize>() == count).then_some(Value::Rows { dims, pieces })
    }

    fn concat(&self, node: &NodeProto) -> Option<Value> {
        let axis = usize::try_from(int(node, "axis", -1)).ok()?;
        let mut joined: Option<(Vec<usize>, Vec<ValueId>)> = None;
        for index in 0..node.input.len() {
            let Value::Rows { dims, pieces } = self.value(node, index)? else { return None };
            // Only then do the parts lie one after the other in memory.
            (axis < dims.len() && dims.iter().take(axis).all(|&dim| dim == 1)).then_some(())?;
            match &mut joined {
                None => joined = Some((dims.clone(), pieces.clone())),
                Some((sum, all)) => {
                    let fits = sum.len() == dims.len()
                        && sum.iter().zip(dims).enumerate().all(|(at, (a, b))| at == axis || a == b);
                    fits.then_some(())?;
                    *sum.get_mut(axis)? += dims.get(axis)?;
                    all.extend_from_slice(pieces);
                }
            }
        }
        joined.map(|(dims, pieces)| Value::Rows { dims, pieces })
    }

    /// `Constant`, and the chain from `Shape` to `Reshape` that exporters leave behind.
    fn shape_arithmetic(&self, node: &NodeProto) -> Option<Value> {
        let known = match node.op_type.as_str() {
            "Constant" => Constant::read(attribute(node, "value")?.t.as_ref()?)?,
            "Shape" => {
                let Value::Picture(id) = *self.value(node, 0)? else { return None };
                let Shape { channels, height, width } = self.shape(id)?;
                let dims = [1, channels, height, width].map(|dim| i64::try_from(dim).ok());
                Constant::of_ints(dims.into_iter().collect::<Option<_>>()?, vec![4])
            }
            "Gather" => {
                let (from, at) = (self.constant(node, 0)?, self.constant(node, 1)?);
                (from.dims.len() == 1 && int(node, "axis", 0) == 0).then_some(())?;
                let pick = |&at: &i64| from.ints()?.get(usize::try_from(at).ok()?).copied();
                Constant::of_ints(at.ints()?.iter().map(pick).collect::<Option<_>>()?, at.dims.clone())
            }
            "Unsqueeze" => {
                let of = self.constant(node, 0)?;
                (of.dims.is_empty()).then_some(())?;
                Constant::of_ints(of.ints()?.to_vec(), vec![1])
            }
            "Concat" => {
                let parts = (0..node.input.len()).map(|index| self.constant(node, index)?.ints());
                let all = parts.collect::<Option<Vec<_>>>()?.concat();
                let len = all.len();
                Constant::of_ints(all, vec![len])
            }
            _ => return None,
        };
        Some(Value::Constant(known))
    }

    fn value(&self, node: &NodeProto, index: usize) -> Option<&Value> {
        self.values.get(node.input.get(index)?.as_str())
    }

    fn constant(&self, node: &NodeProto, index: usize) -> Option<&Constant> {
        match self.value(node, index)? {
            Value::Constant(constant) => Some(constant),
            _ => None,
        }
    }

    /// One number for each channel, or one for all of them.
    fn per_channel(&self, node: &NodeProto, index: usize, channels: usize) -> Option<Vec<f32>> {
        let Constant { dims, numbers: Numbers::Float(numbers) } = self.constant(node, index)? else {
            return None;
        };
        match &**numbers {
            &[one] => Some(vec![one; channels]),
            // In any shape that has the channels and nothing but ones beside them.
            all => (all.len() == channels && dims.contains(&channels)).then(|| all.to_vec()),
        }
    }

    fn shape(&self, id: ValueId) -> Option<Shape> {
        self.graph.shapes.get(id).copied()
    }

    /// Whether rows and planes are the same for this picture.
    fn is_flat(&self, id: ValueId) -> Option<bool> {
        let shape = self.shape(id)?;
        Some(shape.pixels() == 1 || shape.channels == 1)
    }

    fn push(&mut self, op: Op, inputs: Vec<ValueId>, shape: Shape) -> ValueId {
        let output = self.graph.shapes.len();
        self.graph.shapes.push(shape);
        self.graph.nodes.push(Node { op, inputs, output });
        output
    }
}
