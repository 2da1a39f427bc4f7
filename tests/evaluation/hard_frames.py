"""How many hard frames are read, by our reader and by the zxing-cpp wheel, and in what time; for `bench_qr.py`.

A frame counts as readable when the wheel reads it in any of its four ways to tell dark from light, in the picture as it is or
softened: what a well-kept decoder can get out of it, given time. Our reader and the wheel as a frame of a live camera would meet
it have one look each.
"""

import statistics
from pathlib import Path

import zxingcpp
from peer import Peer, thread_ms
from PIL import Image, ImageFilter
from qr_frames import KINDS, frame

EACH, TURNS = 24, 2
BINARIZERS = [getattr(zxingcpp.Binarizer, name) for name in ("LocalAverage", "GlobalHistogram", "FixedThreshold", "BoolCast")]


def read(picture, binarizer=zxingcpp.Binarizer.LocalAverage) -> str | None:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode, binarizer=binarizer)
    return found[0].text if found else None


def readable(picture, text: str) -> bool:
    softened = Image.fromarray(picture).filter(ImageFilter.BoxBlur(1))
    pictures = [Image.fromarray(picture), softened]
    return any(read(one, binarizer) == text for one in pictures for binarizer in BINARIZERS)


def measure(ours: Peer, folder: Path) -> list[dict]:
    """A row for each kind."""
    file = folder / "hard.pgm"
    rows = []
    for kind in KINDS:
        row = {"name": kind, "frames": EACH, "ours": 0, "reference": 0, "readable": 0, "ours_of_readable": 0, "wrong": 0}
        times = {"ours": [], "reference": []}
        for number in range(EACH):
            picture, text = frame(kind, number)
            Image.fromarray(picture).save(file)
            ours.ask(f"decode {file}")
            for _ in range(TURNS):
                mine = ours.ask("again")
                took, theirs = thread_ms(lambda: read(picture))
                times["ours"].append(mine["ms"])
                times["reference"].append(took)
            can = readable(picture, text)
            row["ours"] += mine["text"] == text
            row["reference"] += theirs == text
            row["readable"] += can
            row["ours_of_readable"] += can and mine["text"] == text
            row["wrong"] += mine["text"] not in (text, None)
        row["ms"] = {who: round(statistics.median(taken), 3) for who, taken in times.items()}
        row["ratio"] = round(sum(times["ours"]) / sum(times["reference"]), 3)
        rows.append(row)
        print(f"  {kind}: {row['ours']} of {EACH}, reference {row['reference']}, readable {row['readable']}", flush=True)
    return rows
