//! Tensors that the file holds, and the little arithmetic that exporters do on shapes.

use std::rc::Rc;

use tract_onnx::pb::TensorProto;

/// `TensorProto.DataType` of ONNX.
const FLOAT: i32 = 1;
const INT64: i32 = 7;
const FLOAT16: i32 = 10;

/// A tensor whose numbers are known before anything runs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Constant {
    pub(super) dims: Vec<usize>,
    pub(super) numbers: Numbers,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Numbers {
    /// Shared: weights are megabytes, and several passes hand them on.
    Float(Rc<[f32]>),
    Int(Vec<i64>),
}

impl Constant {
    /// Reads a tensor; `None` for types that models of pictures do not need, and when numbers are missing.
    pub(super) fn read(tensor: &TensorProto) -> Option<Self> {
        let dims: Vec<usize> =
            tensor.dims.iter().map(|&dim| usize::try_from(dim).ok()).collect::<Option<_>>()?;
        let raw = &tensor.raw_data;
        let numbers = match tensor.data_type {
            FLOAT if raw.is_empty() => Numbers::Float(tensor.float_data.as_slice().into()),
            FLOAT => Numbers::Float(words(raw)?.map(f32::from_le_bytes).collect()),
            FLOAT16 => {
                Numbers::Float(words(raw)?.map(|word| half::f16::from_le_bytes(word).to_f32()).collect())
            }
            INT64 if raw.is_empty() => Numbers::Int(tensor.int64_data.clone()),
            INT64 => Numbers::Int(words(raw)?.map(i64::from_le_bytes).collect()),
            _ => return None,
        };
        let count = dims.iter().try_fold(1_usize, |product, &dim| product.checked_mul(dim))?;
        let given = match &numbers {
            Numbers::Float(all) => all.len(),
            Numbers::Int(all) => all.len(),
        };
        (given == count).then_some(Self { dims, numbers })
    }

    pub(super) fn of_ints(numbers: Vec<i64>, dims: Vec<usize>) -> Self {
        Self { dims, numbers: Numbers::Int(numbers) }
    }

    pub(super) fn floats(&self) -> Option<&Rc<[f32]>> {
        match &self.numbers {
            Numbers::Float(all) => Some(all),
            Numbers::Int(_) => None,
        }
    }

    pub(super) fn ints(&self) -> Option<&[i64]> {
        match &self.numbers {
            Numbers::Int(all) => Some(all),
            Numbers::Float(_) => None,
        }
    }
}

fn words<const N: usize>(raw: &[u8]) -> Option<impl Iterator<Item = [u8; N]>> {
    let (words, rest) = raw.as_chunks::<N>();
    rest.is_empty().then(|| words.iter().copied())
}
