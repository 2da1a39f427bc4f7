//! Operators that can be done in one go are put together.

use crate::graph::{Activation, Graph, Node, Op, Output, ValueId, Window};

/// What is done in one go.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) op: Op,
    /// A depthwise convolution, with its activation, whose output goes only into this pointwise one.
    pub(super) before: Option<(Op, Activation)>,
    pub(super) inputs: Vec<ValueId>,
    /// Added to what the operator gives; may have fewer channels.
    pub(super) residual: Option<ValueId>,
    pub(super) finish: Activation,
    pub(super) output: ValueId,
}

/// The graph as units, in an order in which they can run.
pub(super) fn fuse(graph: &Graph) -> Vec<Unit> {
    let mut fusion = Fusion {
        graph,
        absorbed: vec![false; graph.nodes.len()],
        known: vec![false; graph.shapes.len()],
        units: Vec::new(),
    };
    if let Some(input) = fusion.known.first_mut() {
        *input = true;
    }
    for (index, node) in graph.nodes.iter().enumerate() {
        if fusion.absorbed.get(index) == Some(&false) {
            fusion.node(node);
        }
    }
    separable(&fusion.units, graph)
}

struct Fusion<'a> {
    graph: &'a Graph,
    /// Nodes that an earlier unit has taken in.
    absorbed: Vec<bool>,
    /// Values that are there when the next unit runs.
    known: Vec<bool>,
    units: Vec<Unit>,
}

impl<'a> Fusion<'a> {
    fn node(&mut self, node: &'a Node) {
        let mut unit = Unit {
            op: node.op.clone(),
            before: None,
            inputs: node.inputs.clone(),
            residual: None,
            finish: Activation::None,
            output: node.output,
        };
        match &node.op {
            Op::Conv { .. } => {
                self.take_residual(&mut unit);
                self.take_activation(&mut unit);
            }
            Op::Depthwise { .. } | Op::Add => self.take_activation(&mut unit),
            // On its own it is a depthwise convolution that changes nothing.
            Op::Activation(activation) => {
                unit.finish = activation.clone();
                let channels = self.graph.shapes.get(node.output).map_or(0, |shape| shape.channels);
                let (weights, bias) = (vec![1.0; channels].into(), vec![0.0; channels]);
                unit.op = Op::Depthwise { window: Window::POINT, weights, bias };
            }
            Op::MaxPool(_) | Op::Scale | Op::Sigmoid | Op::Widen => {}
        }
        if let Some(known) = self.known.get_mut(unit.output) {
            *known = true;
        }
        self.units.push(unit);
    }

    /// Takes in the addition that follows when what it adds is there already.
    fn take_residual(&mut self, unit: &mut Unit) {
        let Some((index, add)) = self.only_reader(unit.output) else { return };
        let &[a, b] = add.inputs.as_slice() else { return };
        if add.op != Op::Add {
            return;
        }
        let other = if a == unit.output { b } else { a };
        if self.known.get(other) == Some(&true) {
            unit.residual = Some(other);
        } else if let Some((widening, widen)) = self.maker(other)
            && widen.op == Op::Widen
            && self.only_reader(other).is_some()
            && let &[narrow] = widen.inputs.as_slice()
            && self.known.get(narrow) == Some(&true)
        {
            unit.residual = Some(narrow);
            self.absorb(widening);
        } else {
            return;
        }
        unit.output = add.output;
        self.absorb(index);
    }

    fn take_activation(&mut self, unit: &mut Unit) {
        if let Some((index, Node { op: Op::Activation(activation), output, .. })) =
            self.only_reader(unit.output)
        {
            unit.finish = activation.clone();
            unit.output = *output;
            self.absorb(index);
        }
    }

    fn absorb(&mut self, index: usize) {
        if let Some(absorbed) = self.absorbed.get_mut(index) {
            *absorbed = true;
        }
    }

    fn maker(&self, value: ValueId) -> Option<(usize, &'a Node)> {
        self.graph.nodes.iter().enumerate().find(|(_, node)| node.output == value)
    }

    /// The node that reads a value, when it is the only one and reads it once.
    fn only_reader(&self, value: ValueId) -> Option<(usize, &'a Node)> {
        if self.graph.outputs.iter().flat_map(Output::values).any(|&output| output == value) {
            return None;
        }
        let mut readers = self.graph.nodes.iter().enumerate().flat_map(|(index, node)| {
            node.inputs.iter().filter(|&&i| i == value).map(move |_| (index, node))
        });
        let reader = readers.next();
        reader.filter(|_| readers.next().is_none())
    }
}

/// Puts each depthwise convolution into the pointwise one that alone reads it: what lies between stays in the cache.
fn separable(units: &[Unit], graph: &Graph) -> Vec<Unit> {
    let readers = |value: ValueId| {
        let units = units.iter().flat_map(|unit| unit.inputs.iter().chain(&unit.residual));
        units.chain(graph.outputs.iter().flat_map(Output::values)).filter(|&&read| read == value).count()
    };
    let mut merged: Vec<Unit> = Vec::with_capacity(units.len());
    for unit in units {
        let mut unit = unit.clone();
        let is_pointwise = matches!(&unit.op, Op::Conv { window, .. } if *window == Window::POINT);
        let before = merged.iter().position(|earlier| {
            matches!(earlier.op, Op::Depthwise { .. })
                && unit.inputs == [earlier.output]
                && readers(earlier.output) == 1
        });
        if is_pointwise && let Some(index) = before {
            let depthwise = merged.remove(index);
            unit.before = Some((depthwise.op, depthwise.finish));
            unit.inputs = depthwise.inputs;
        }
        merged.push(unit);
    }
    merged
}
