"""Our QR reader against the zxing-cpp wheel on the same grey pictures: CPU time of one thread, taking turns, medians.

usage: bench_qr.py PROGRAM OUTPUT.json

PROGRAM is core/qr/examples/decode_times: `decode FILE.pgm` reads that picture, `again` looks at it once more; both answer with `ms` (decoding only,
not the reading of the file) and `text` (null when there is none). The pictures are drawn here: a login code as a camera
would see it, of several sizes, turned, blurred, noisy, and a scene without any code. Then the hard frames of `qr_frames.py`: how many are read.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import hard_frames
import numpy as np
import zxingcpp
from peer import Peer, take_turns, thread_ms
from PIL import Image, ImageFilter

ROUNDS, TURNS = 5, 8
TEXT = (
    "https://localhost:8443/q?client_id=x509_san_dns%3Alocalhost"
    "&request_uri=https%3A%2F%2Flocalhost%3A8443%2Fr%2FbDk3mT0c1Yq&request_uri_method=post"
)

# Name, width and height of the frame, side of the code in pixels, turn in degrees, blur radius, noise.
SCENES = [
    ("screen, straight", 640, 480, 300, 0, 0.0, 2),
    ("screen, turned", 640, 480, 300, 23, 0.6, 6),
    ("full HD, straight", 1920, 1080, 500, 0, 1.0, 4),
    ("full HD, small and turned", 1920, 1080, 220, 41, 0.6, 6),
    ("blurred", 1280, 720, 380, 8, 2.0, 6),
    ("noisy", 1280, 720, 380, 12, 0.8, 28),
    ("no code at all", 1280, 720, 0, 0, 2.0, 10),
]


def main(program: str, output: Path) -> None:
    ours = Peer([program])
    stages = []
    for number, (name, *scene) in enumerate(SCENES):
        picture = draw(number, *scene)
        file = output.parent / f"qr-{number}.pgm"
        Image.fromarray(picture).save(file)
        mine = ours.ask(f"decode {file}")
        theirs = hard_frames.read(picture)
        measured = take_turns(
            {
                "ours": lambda: ours.ask("again")["ms"],
                "reference": lambda: thread_ms(lambda: hard_frames.read(picture))[0],
            },
            ROUNDS,
            TURNS,
        )
        wanted = TEXT if scene[2] else None
        stage = {"name": name, **measured, "ours_right": mine["text"] == wanted, "reference_right": theirs == wanted}
        stages.append(stage)
        print(f"  {name}: {stage['ours']['median']:.2f} ms, reference {stage['reference']['median']:.2f} ms", flush=True)
    hard = hard_frames.measure(ours, output.parent)
    ours.close()
    reference = f"zxing-cpp {version('zxing-cpp')}"
    result = {"reference": reference, "rounds": ROUNDS, "runs": TURNS, "stages": stages, "hard": hard}
    output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def draw(seed: int, width: int, height: int, side: int, turn: float, blur: float, noise: float) -> np.ndarray:
    """A grey frame: an uneven background, a bright page with the code on it, then blur and noise."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    ground = 90 + 40 * np.sin(columns / 97) * np.cos(rows / 61) + 50 * columns / width
    frame = Image.fromarray(ground.clip(0, 255).astype(np.uint8))
    if side:
        code = zxingcpp.create_barcode(TEXT, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        modules = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=1)))
        page = Image.new("L", (side * 5 // 4,) * 2, 235)
        page.paste(modules.resize((side, side), Image.Resampling.NEAREST), (side // 8, side // 8))
        mask = Image.new("L", page.size, 255)
        turned = page.rotate(turn, Image.Resampling.BICUBIC, expand=True)
        mask = mask.rotate(turn, Image.Resampling.BICUBIC, expand=True)
        corner = ((width - turned.width) // 2, (height - turned.height) // 2)
        frame.paste(turned, corner, mask)
    frame = frame.filter(ImageFilter.GaussianBlur(blur))
    noisy = np.asarray(frame, dtype=np.float32) + random.normal(0, noise, (height, width))
    return np.ascontiguousarray(noisy.clip(0, 255).astype(np.uint8))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
