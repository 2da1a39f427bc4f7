"""Runs models in ONNX Runtime and says how far from it another runtime is.

usage: onnx_runtime.py MODELS_DIRECTORY CASES_DIRECTORY

Each case is a pair of files with raw little-endian f32: `CASE.MODEL.in`, channel after channel, and `CASE.MODEL.out`, all
outputs in the graph's order. Prints one line of JSON for each output of each case: the largest difference, and the range
of the output, which is its largest magnitude or the distance between its ends, whichever is more.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime


def main(models: Path, cases: Path) -> None:
    sessions = {}
    for given in sorted(cases.glob("*.in")):
        case, model = given.name.removesuffix(".in").split(".")
        if model not in sessions:
            sessions[model] = session(models / f"{model}.onnx")
        fed = sessions[model].get_inputs()[0]
        pixels = np.fromfile(given, "<f4").reshape(fed.shape)
        rest = np.fromfile(given.with_suffix(".out"), "<f4")
        for number, output in enumerate(sessions[model].run(None, {fed.name: pixels})):
            right = output.ravel()
            answer, rest = rest[: right.size], rest[right.size :]
            if answer.size != right.size:
                raise SystemExit(f"error: {given.name}: output {number} has {answer.size} numbers, not {right.size}")
            worst = float(np.abs(answer - right).max())
            extent = float(max(np.abs(right).max(), right.max() - right.min()))
            print(json.dumps({"case": case, "model": model, "output": number, "worst": worst, "range": extent}))
        if rest.size:
            raise SystemExit(f"error: {given.name}: {rest.size} numbers more than the model gives")


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Errors only: it would list each slope that the graph edits have left unused.
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
