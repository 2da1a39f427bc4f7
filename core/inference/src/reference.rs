//! The executor that runs any graph that tract knows: the yardstick of ours, and what takes over where ours ends.

use std::io::Cursor;
use std::sync::Arc;

use tract_onnx::pb::ModelProto;
use tract_onnx::prelude::*;

/// A graph prepared by tract.
#[derive(Clone)]
pub(crate) struct Reference {
    shape: [usize; 4],
    plan: Arc<TypedRunnableModel>,
}

impl Reference {
    /// Optimises. The shapes that the exporter wrote down are ignored: ours is fixed by the caller. Without
    /// the last step a run takes ten to thirty times as long.
    pub(crate) fn prepare(file: &ModelProto, shape: [usize; 4]) -> TractResult<Self> {
        let graph = tract_onnx::onnx()
            .with_ignore_output_shapes(true)
            .with_ignore_value_info(true)
            .model_for_proto_model(file)?;
        let plan = graph
            .with_input_fact(0, InferenceFact::dt_shape(f32::datum_type(), shape))?
            .into_optimized()?
            .into_runnable()?;
        Ok(Self { shape, plan })
    }

    /// One run: interleaved pixels in, outputs in row-major order out.
    pub(crate) fn run(&self, pixels: &[f32]) -> TractResult<Vec<Vec<f32>>> {
        let [_, channels, _, _] = self.shape;
        let planes: Vec<f32> =
            (0..channels).flat_map(|c| pixels.iter().skip(c).step_by(channels).copied()).collect();
        let tensor = Tensor::from_shape(&self.shape, &planes)?;
        let outputs = self.plan.run(tvec!(tensor.into_tvalue()))?;
        outputs.iter().map(|output| Ok(output.try_as_plain_ram()?.as_slice::<f32>()?.to_vec())).collect()
    }
}

/// The file as tract's parser reads it.
pub(crate) fn parse(bytes: &[u8]) -> TractResult<ModelProto> {
    tract_onnx::onnx().proto_model_for_read(&mut Cursor::new(bytes))
}
