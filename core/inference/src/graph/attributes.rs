//! Settings of an operator.

use tract_onnx::pb::{AttributeProto, NodeProto};

use super::Window;

/// The window of a convolution or a pool; `None` with dilation or with padding that is not written out.
pub(super) fn window(node: &NodeProto, kernel: Option<[usize; 2]>) -> Option<Window> {
    let pair = |name: &str| -> Option<Option<[usize; 2]>> {
        match ints(node, name) {
            None => Some(None),
            Some(&[a, b]) => Some(Some([usize::try_from(a).ok()?, usize::try_from(b).ok()?])),
            Some(_) => None,
        }
    };
    let pads = match ints(node, "pads") {
        None => [0; 4],
        Some(&[top, left, bottom, right]) => {
            let all = [top, left, bottom, right].map(|pad| usize::try_from(pad).ok());
            let [Some(top), Some(left), Some(bottom), Some(right)] = all else { return None };
            [top, left, bottom, right]
        }
        Some(_) => return None,
    };
    let auto = attribute(node, "auto_pad").is_some_and(|auto| auto.s != b"NOTSET");
    let dilated = pair("dilations")?.is_some_and(|dilations| dilations != [1, 1]);
    let named = pair("kernel_shape")?;
    let kernel = kernel.or(named)?;
    let stride = pair("strides")?.unwrap_or([1, 1]);
    let sound = !auto && !dilated && named.is_none_or(|named| named == kernel);
    (sound && kernel.iter().chain(&stride).all(|&n| n > 0)).then_some(Window { kernel, stride, pads })
}

pub(super) fn attribute<'a>(node: &'a NodeProto, name: &str) -> Option<&'a AttributeProto> {
    node.attribute.iter().find(|attribute| attribute.name == name)
}

pub(super) fn int(node: &NodeProto, name: &str, default: i64) -> i64 {
    attribute(node, name).map_or(default, |attribute| attribute.i)
}

pub(super) fn ints<'a>(node: &'a NodeProto, name: &str) -> Option<&'a [i64]> {
    attribute(node, name).map(|attribute| attribute.ints.as_slice())
}
