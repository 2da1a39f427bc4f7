"""Our engine, plain tract and ONNX Runtime on the same model files and the same crops: CPU time of one thread, in turns.

usage: bench_face.py PROGRAMS PICTURE MODELS_DIRECTORY OUTPUT.json [MEDIAPIPE_PYTHON]

PROGRAMS is the folder with our examples stage_times, journey_times (core/face) and model_times (core/inference). With
the Python of an environment that has MediaPipe, its own runtime is a second yardstick for whole frames.
"""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import onnxruntime
from graph_work import products, work
from peer import Peer, spread, take_turns, thread_ms
from PIL import Image

ROUNDS = 5
# Each round is the median of so many runs of each contender, in turns of five.
TURNS, RUNS = 6, 5
MANIFEST = Path(__file__).parents[2] / "models" / "manifest.toml"
# Models that a scan opens; the sixth is run by nobody yet.
SCAN = ["blazeface_short_128", "facemesh_468", "eye_24", "mobilefacenet_192", "embed_512"]
# How often each runs in five tracked frames of a still face, and in a verification.
TRACKED = {"blazeface_short_128": 1, "facemesh_468": 5, "eye_24": 10}
VERIFICATION = {"blazeface_short_128": 1, "facemesh_468": 1, "mobilefacenet_192": 1, "embed_512": 1}
# Shapes of products that are common in small networks: output channels, input channels, pixels.
SHAPES = [(64, 64, 3136), (128, 128, 784), (16, 16, 9216), (32, 32, 4096), (128, 128, 196), (512, 128, 49)]


def main(programs: Path, picture: Path, models: Path, output: Path, mediapipe: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        inputs = crops(programs, picture, Path(folder))
        references = {name: Reference(models / f"{name}.onnx", crop) for name, crop in inputs.items()}
        ours = Peer([programs / "model_times"])
        results = {
            "reference": f"ONNX Runtime {onnxruntime.__version__}",
            "rounds": ROUNDS,
            "runs": TURNS * RUNS,
            "models": models_in_turns(ours, references, models, Path(folder)),
            "shapes": [{"shape": shape, "gmacs": round(gemm_speed(ours, shape), 1)} for shape in SHAPES],
            "journeys": journeys(programs, picture, references, Path(folder), mediapipe),
        }
        ours.close()
    results["opening"] = opening(programs, models)
    own = subprocess.run([programs / "stage_times", picture], check=True, capture_output=True, text=True).stdout
    results["own"] = json.loads(own)["stages"]
    output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


class Reference:
    """A model in ONNX Runtime, on the calling thread alone, its input and outputs bound once: a run is one call."""

    def __init__(self, path: Path, crop: np.ndarray):
        options = onnxruntime.SessionOptions()
        # One thread, and that the calling one: its clock is what is read.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Errors only: it would list each slope that the graph edits have left unused.
        options.log_severity_level = 3
        self.crop = crop
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.binding = self.session.io_binding()
        self.binding.bind_cpu_input(self.session.get_inputs()[0].name, crop)
        for result in self.session.get_outputs():
            self.binding.bind_output(result.name)

    def run(self) -> None:
        self.session.run_with_iobinding(self.binding)

    def ms(self, runs: int) -> float:
        return float(np.median([thread_ms(self.run)[0] for _ in range(runs)]))


def crops(programs: Path, picture: Path, folder: Path) -> dict[str, np.ndarray]:
    """What each model is given for the face in the picture: batch, channels, height, width."""
    command = [programs / "stage_times", picture, "--runs", "1", "--dump", folder]
    subprocess.run(command, check=True, capture_output=True)
    found = {}
    for model in tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["model"]:
        dump = folder / f"{model['name']}.npy"
        if dump.exists():
            found[model["name"]] = np.load(dump).reshape(model["input"])
    # The engine does not run this one: it is given the crop of the landmarks, blue first, 0 to 255.
    face = Image.fromarray((found["facemesh_468"][0] * 255).round().astype(np.uint8).transpose(1, 2, 0))
    face = np.asarray(face.resize((128, 128), Image.Resampling.BILINEAR), np.float32)
    found["liveness_128"] = np.ascontiguousarray(face[:, :, ::-1].transpose(2, 0, 1)[None])
    return found


def models_in_turns(ours: Peer, references: dict[str, Reference], models: Path, folder: Path) -> list[dict]:
    measured = []
    for name, reference in references.items():
        raw = folder / f"{name}.raw"
        raw.write_bytes(reference.crop[0].transpose(1, 2, 0).astype("<f4").tobytes())
        shape = " ".join(str(side) for side in reference.crop.shape[1:])
        path = models / f"{name}.onnx"
        ours.ask(f"model {name} {path} {raw} {shape}")
        times = take_turns(
            {
                "ours": lambda: ours.ask(f"run ours {name} {RUNS}")["ms"],
                "tract": lambda: ours.ask(f"run tract {name} {RUNS}")["ms"],
                "reference": lambda: reference.ms(RUNS),
            },
            ROUNDS,
            TURNS,
        )
        macs = work(path, reference.crop.shape)
        dense = products(path, reference.crop.shape)
        # Each shape as often as the model has it: the speed of `gemm` on the model's own products.
        ms = sum(count * ours.ask(f"gemm {m} {k} {n} {TURNS * RUNS}")["ms"] for (m, k, n), count in dense.items())
        gemm = sum(m * k * n * count for (m, k, n), count in dense.items()) / ms / 1e6
        speed = macs / times["ours"]["median"] / 1e6
        measured.append(
            {
                "name": name,
                "mmac": round(macs / 1e6, 1),
                **times,
                "gmacs": {who: round(macs / times[who]["median"] / 1e6, 1) for who in times if who != "ratios"},
                "gemm_gmacs": round(gemm, 1),
                "share_of_gemm": round(speed / gemm, 2),
            }
        )
        print(f"  {name}: {line(times)}; {speed:.1f} GMAC/s, gemm {gemm:.1f}", flush=True)
    return measured


def gemm_speed(ours: Peer, shape: tuple[int, int, int]) -> float:
    m, k, n = shape
    return m * k * n / ours.ask(f"gemm {m} {k} {n} {ROUNDS * RUNS}")["ms"] / 1e6


def journeys(
    programs: Path, picture: Path, references: dict[str, Reference], folder: Path, mediapipe: str | None
) -> list[dict]:
    """Whole frames and whole verifications; the reference runs the same networks as often, and nothing else."""
    ours = Peer([programs / "journey_times", picture])

    def networks(counts: dict[str, int], frames: int) -> float:
        runs = [references[name] for name, count in counts.items() for _ in range(count)]
        return thread_ms(lambda: [reference.run() for reference in runs])[0] / frames

    contenders = {
        "tracked frame": {
            "ours": lambda: ours.ask("tracked 1")["ms"],
            "reference": lambda: networks(TRACKED, 5),
        },
        "verification": {
            "ours": lambda: ours.ask("verification 1")["ms"],
            "reference": lambda: networks(VERIFICATION, 1),
        },
    }
    if mediapipe:
        pixels = Image.open(picture).convert("RGB")
        (folder / "picture.rgb").write_bytes(pixels.tobytes())
        script = Path(__file__).parent / "mediapipe_times.py"
        quiet = {**os.environ, "GLOG_minloglevel": "3", "TF_CPP_MIN_LOG_LEVEL": "3"}
        peer = Peer([mediapipe, script, folder / "picture.rgb", *map(str, pixels.size)], env=quiet)
        contenders["tracked frame"]["mediapipe"] = lambda: peer.ask("tracked")["ms"]
    measured = []
    for name, who in contenders.items():
        times = take_turns(who, ROUNDS, TURNS * RUNS)
        measured.append({"name": name, **times})
        print(f"  {name}: {line(times)}", flush=True)
    ours.close()
    if mediapipe:
        peer.close()
    return measured


def opening(programs: Path, models: Path) -> dict:
    """CPU time and resident memory to open the models of a scan, each in a fresh process, in turns."""
    shapes = {m["name"]: m["input"][1:] for m in tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["model"]}
    files = [str(word) for name in SCAN for word in (models / f"{name}.onnx", *shapes[name])]
    taken = {"ours": [], "tract": []}
    for number in range(ROUNDS + 1):
        for engine, answers in taken.items():
            command = [programs / "model_times", "open", engine, *files]
            answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            if number > 0:  # The first finds the files on disk.
                answers.append(answer)
    result = {
        engine: {
            "cpu": spread([answer["ms"] for answer in answers]),
            "opened_mb": spread([answer["opened_kb"] / 1e3 for answer in answers]),
            "run_mb": spread([answer["run_kb"] / 1e3 for answer in answers]),
        }
        for engine, answers in taken.items()
    }
    result["ratios"] = {"tract": spread([a["ms"] / b["ms"] for a, b in zip(taken["ours"], taken["tract"])])}
    for engine in taken:
        print(f"  opening, {engine}: {result[engine]['cpu']['median']:.0f} ms, {result[engine]['run_mb']['median']:.0f} MB")
    return result


def line(times: dict) -> str:
    return ", ".join(f"{who} {values['median']:.2f} ms" for who, values in times.items() if who != "ratios")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]), sys.argv[5] if len(sys.argv) > 5 else None)
