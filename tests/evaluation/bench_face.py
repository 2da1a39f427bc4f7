"""Our engine against ONNX Runtime on the same model files: CPU time of one thread, taking turns, medians.

usage: bench_face.py PROGRAM PICTURE MODELS_DIRECTORY OUTPUT.json

PROGRAM is core/face/examples/stage_times. It dumps what each model is given for the face in PICTURE, so that both run on
the same input. Its own stages, with the preparation of pictures and the reading of outputs, have no reference; they are
listed beside.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import onnxruntime
from peer import Peer, take_turns, thread_ms

ROUNDS = 60
MANIFEST = Path(__file__).parents[2] / "models" / "manifest.toml"


def main(program: str, picture: str, models: Path, output: Path) -> None:
    with tempfile.TemporaryDirectory() as inputs:
        stages = models_in_turns(program, picture, models, Path(inputs))
    own = json.loads(subprocess.run([program, picture], check=True, capture_output=True, text=True).stdout)["stages"]
    result = {"reference": f"ONNX Runtime {onnxruntime.__version__}", "rounds": ROUNDS, "stages": stages, "own": own}
    output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def models_in_turns(program: str, picture: str, models: Path, inputs: Path) -> list[dict]:
    ours = Peer([program, picture, "--serve", "--dump", str(inputs)])
    # Its first answer comes after the dump.
    ours.ask("run blazeface_short_128")
    stages = []
    for model in tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["model"]:
        name = model["name"]
        if not (inputs / f"{name}.npy").exists():
            print(f"  {name}: left out, because the engine does not run it", flush=True)
            continue
        reference = session(models / f"{name}.onnx")
        feed = {reference.get_inputs()[0].name: np.load(inputs / f"{name}.npy").reshape(model["input"])}
        measured = take_turns(
            lambda: ours.ask(f"run {name}")["ms"],
            lambda: thread_ms(lambda: reference.run(None, feed))[0],
            ROUNDS,
        )
        stages.append({"name": name, **measured})
        print(f"  {name}: {measured['ours_ms']:.2f} ms, reference {measured['reference_ms']:.2f} ms", flush=True)
    ours.close()
    return stages


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One thread, and that the calling one: its clock is what is read.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Errors only: it would list each slope that the graph edits have left unused.
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
