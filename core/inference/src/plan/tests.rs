//! Each operator, on random shapes and numbers, against tract.

mod build;

use proptest::prelude::*;
use prost::Message as _;
use ring::digest::{SHA256, digest};
use tract_onnx::pb::ModelProto;

use self::build::{Builder, Numbers};
use super::*;
use crate::Model;
use crate::graph::Window;
use crate::model::plan;
use crate::reference::Reference;

/// Runs a graph on tract and on every instruction set of this machine.
///
/// Numbers that are finite here must be tract's; a number that tract finds not to be finite must not be finite here, so
/// that it is seen at the end.
fn agree(
    file: &ModelProto,
    [channels, height, width]: [usize; 3],
    input: &[f32],
) -> Result<(), TestCaseError> {
    let shape = [1, channels, height, width];
    let expected = Reference::prepare(file, shape).unwrap().run(input).unwrap();
    for level in Level::all() {
        let plan = plan(file, shape, level).expect("an operator of ours");
        let mut memory = plan.memory();
        memory.input_mut().copy_from_slice(input);
        let mut outputs: Vec<Vec<f32>> = plan.output_lens().map(|len| vec![0.0; len]).collect();
        plan.run(&mut memory, &mut outputs);
        prop_assert_eq!(outputs.len(), expected.len());
        for (ours, theirs) in outputs.iter().zip(&expected) {
            prop_assert_eq!(ours.len(), theirs.len());
            let range = theirs.iter().filter(|n| n.is_finite()).fold(1.0_f32, |range, n| range.max(n.abs()));
            for (place, (a, b)) in ours.iter().zip(theirs).enumerate() {
                let equal = !a.is_finite() || (a - b).abs() <= 1e-5 * range;
                prop_assert!(equal, "{level:?}: number {place} is {a}, tract has {b}");
            }
        }
    }
    Ok(())
}

/// Finite numbers, in one case of four with some that are not.
fn inputs(len: usize) -> impl Strategy<Value = Vec<f32>> {
    let odd = prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::NEG_INFINITY)];
    let places = proptest::collection::vec((0..len, odd), 0..4);
    (proptest::collection::vec(-4.0_f32..4.0, len), places, 0..4_u8).prop_map(|(mut numbers, places, odd)| {
        for (place, number) in places.into_iter().filter(|_| odd == 0) {
            numbers[place] = number;
        }
        numbers
    })
}

/// A picture small enough to be quick and odd enough to have every kind of remainder.
fn picture() -> impl Strategy<Value = ([usize; 3], Vec<f32>)> {
    (1..40_usize, 1..13_usize, 1..13_usize).prop_flat_map(|(channels, height, width)| {
        (Just([channels, height, width]), inputs(channels * height * width))
    })
}

/// Kernel, stride and padding for a picture of this size, such that the kernel fits and no window is all padding.
fn windows(height: usize, width: usize, largest: usize) -> impl Strategy<Value = Window> {
    let along = move |size: usize| {
        (1..=largest, 1..3_usize)
            .prop_flat_map(move |(kernel, stride)| (Just(kernel), Just(stride), 0..kernel, 0..kernel))
            .prop_map(move |(kernel, stride, before, after)| {
                if size + before + after < kernel {
                    (1, stride, 0, 0)
                } else {
                    (kernel, stride, before, after)
                }
            })
    };
    (along(height), along(width)).prop_map(|((kh, sh, top, bottom), (kw, sw, left, right))| Window {
        kernel: [kh, kw],
        stride: [sh, sw],
        pads: [top, left, bottom, right],
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn convolutions((shape, input, window, outputs, seed) in picture().prop_flat_map(|(shape, input)| {
        (Just(shape), Just(input), windows(shape[1], shape[2], 5), 1..70_usize, any::<u64>())
    })) {
        let mut graph = Builder::new(shape, seed);
        graph.conv("input", "made", outputs, &window, false);
        graph.prelu("made", "output", outputs);
        agree(&graph.finish(&["output"]), shape, &input)?;
    }

    #[test]
    fn depthwise_convolutions((shape, input, window, seed) in picture().prop_flat_map(|(shape, input)| {
        (Just(shape), Just(input), windows(shape[1], shape[2], 7), any::<u64>())
    })) {
        let mut graph = Builder::new(shape, seed);
        graph.conv("input", "made", shape[0], &window, true);
        graph.node("Relu", &["made"], "output", Vec::new());
        agree(&graph.finish(&["output"]), shape, &input)?;
    }

    // What is put together must give what its parts give: depthwise, pointwise, a sum with fewer channels, an activation.
    #[test]
    fn blocks((shape, input, more, seed) in picture().prop_flat_map(|(shape, input)| {
        (Just(shape), Just(input), 0..20_usize, any::<u64>())
    })) {
        let (channels, window) = (shape[0], Window { kernel: [3, 3], stride: [1, 1], pads: [1; 4] });
        let mut graph = Builder::new(shape, seed);
        graph.conv("input", "first", channels, &Window::POINT, false);
        graph.conv("first", "deep", channels, &window, true);
        graph.prelu("deep", "soft", channels);
        graph.conv("soft", "wide", channels + more, &Window::POINT, false);
        graph.widen("first", "widened", more);
        graph.node("Add", &["widened", "wide"], "sum", Vec::new());
        graph.prelu("sum", "output", channels + more);
        agree(&graph.finish(&["output", "sum"]), shape, &input)?;
        agree(&graph.finish(&["output"]), shape, &input)?;
    }

    #[test]
    fn largest_numbers((shape, input, window) in picture().prop_flat_map(|(shape, input)| {
        (Just(shape), Just(input), windows(shape[1], shape[2], 3))
    })) {
        // A pool ignores what is not a number or shows it, both here and there; infinite numbers are numbers.
        let input: Vec<f32> = input.into_iter().map(|n| if n.is_nan() { f32::INFINITY } else { n }).collect();
        prop_assume!(window.output(shape[1], shape[2]).is_some());
        let mut graph = Builder::new(shape, 0);
        graph.pool("input", "output", &window);
        agree(&graph.finish(&["output"]), shape, &input)?;
    }

    // Squeeze and excitation: the mean of each channel decides how much of it goes on.
    #[test]
    fn scaled_channels((shape, input) in picture(), seed in any::<u64>(), turned in any::<bool>()) {
        let mut graph = Builder::new(shape, seed);
        graph.node("GlobalAveragePool", &["input"], "mean", Vec::new());
        graph.conv("mean", "weights", shape[0], &Window::POINT, false);
        graph.node("Sigmoid", &["weights"], "share", Vec::new());
        let inputs = if turned { ["share", "input"] } else { ["input", "share"] };
        graph.node("Mul", &inputs, "scaled", Vec::new());
        graph.node("Add", &["scaled", "input"], "output", Vec::new());
        agree(&graph.finish(&["output"]), shape, &input)?;
    }

    #[test]
    fn single_operators((shape, input) in picture(), seed in any::<u64>()) {
        for op in ["Relu", "Sigmoid", "LeakyRelu", "GlobalAveragePool", "Identity"] {
            let mut graph = Builder::new(shape, seed);
            graph.node(op, &["input"], "output", Vec::new());
            agree(&graph.finish(&["output"]), shape, &input)?;
        }
        let mut graph = Builder::new(shape, seed);
        graph.widen("input", "output", 5);
        agree(&graph.finish(&["output"]), shape, &input)?;
    }

    // The heads of the models: pictures become rows, rows are joined, a matrix and a normalisation follow.
    #[test]
    fn heads((shape, input) in picture(), seed in any::<u64>()) {
        let [channels, height, width] = shape;
        let mut graph = Builder::new(shape, seed);
        for (part, outputs) in [("a", 2), ("b", 6)] {
            graph.conv("input", &format!("{part}1"), outputs, &Window::POINT, false);
            graph.transpose(&format!("{part}1"), &format!("{part}2"));
            graph.constant(&format!("{part}3"), &[3], Numbers::Int(vec![1, -1, 2]));
            graph.node("Reshape", &[&format!("{part}2"), &format!("{part}3")], &format!("{part}4"), Vec::new());
        }
        graph.concat(&["a4", "b4"], "output", 1);
        graph.node("GlobalAveragePool", &["input"], "mean", Vec::new());
        graph.flatten("mean", "flat", channels);
        graph.matrix("flat", "product", channels, 9);
        graph.normalise("product", "normal", 9);
        graph.matrix("normal", "last", 9, 3);
        prop_assume!(height * width > 0);
        agree(&graph.finish(&["output", "last"]), shape, &input)?;
    }
}

// A run must not leave anything behind for the next one, whatever shares memory.
#[test]
fn runs_do_not_disturb_each_other() {
    let shape = [5, 6, 7];
    let mut graph = Builder::new(shape, 7);
    graph.conv("input", "a", 9, &Window { kernel: [3, 3], stride: [2, 2], pads: [0, 0, 1, 1] }, false);
    graph.prelu("a", "b", 9);
    graph.conv("b", "output", 4, &Window::POINT, false);
    let file = graph.finish(&["output"]);
    let plan = plan(&file, [1, 5, 6, 7], Level::best()).unwrap();
    let (mut memory, mut outputs) = (plan.memory(), vec![vec![0.0; plan.output_lens().sum()]]);
    let mut run = |number: f32| {
        memory.input_mut().fill(number);
        plan.run(&mut memory, &mut outputs);
        outputs.clone()
    };
    let first = run(0.5);
    run(f32::NAN);
    assert_eq!(run(0.5), first);
}

// What is not understood to the last setting must go to tract, not be guessed.
#[test]
fn unknown_operators_and_settings_have_no_plan() {
    let shape = [4, 5, 5];
    let graph = |op: &str, settings| {
        let mut graph = Builder::new(shape, 1);
        graph.node(op, &["input"], "output", settings);
        plan(&graph.finish(&["output"]), [1, 4, 5, 5], Level::best()).is_some()
    };
    assert!(graph("Relu", Vec::new()));
    assert!(!graph("Tanh", Vec::new()));
    assert!(!graph("MaxPool", vec![build::ints("kernel_shape", &[2, 2]), build::int("ceil_mode", 1)]));
    assert!(!graph(
        "MaxPool",
        vec![build::ints("kernel_shape", &[2, 2]), build::text("auto_pad", "SAME_UPPER")]
    ));
    let wide = Window { kernel: [1, 3], stride: [1, 1], pads: [1, 0, 0, 0] };
    let mut padded = Builder::new(shape, 1);
    padded.conv("input", "output", 4, &wide, true);
    assert!(plan(&padded.finish(&["output"]), [1, 4, 5, 5], Level::best()).is_none());
    let mut dilated = Builder::new(shape, 1);
    dilated.conv("input", "output", 4, &Window { kernel: [3, 3], ..Window::POINT }, false);
    dilated.set_last(build::ints("dilations", &[2, 2]));
    assert!(plan(&dilated.finish(&["output"]), [1, 4, 5, 5], Level::best()).is_none());
}

// A model with an operator that nobody thought of must run all the same.
#[test]
fn a_model_with_an_unknown_operator_runs_on_tract() {
    let mut graph = Builder::new([1, 1, 3], 1);
    graph.node("Tanh", &["input"], "output", Vec::new());
    let bytes = graph.finish(&["output"]).encode_to_vec();
    let hash = digest(&SHA256, &bytes).as_ref().try_into().unwrap();
    let model = Model::load("tanh", &bytes, &hash, [1, 1, 1, 3]).unwrap();
    assert!(!model.is_planned());
    let outputs = model.run(&[-1.0, 0.0, 1.0]).unwrap();
    let expected = [-1.0_f32, 0.0, 1.0].map(f32::tanh);
    assert!(outputs[0].iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{outputs:?}");
}
