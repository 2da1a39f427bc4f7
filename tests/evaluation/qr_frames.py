"""Login codes as a phone's camera sees them, drawn: 1280x720, grey, one fault each or several at once.

usage: qr_frames.py FOLDER [FRAMES_OF_EACH_KIND]   writes them as PNG with the text beside each, for `mien evaluate qr` and the eye

Every frame has a screen with the login page's code, seen in perspective, and the fault of its kind in a strength that is drawn
evenly from the range beside its name. Ranges end where a person would hold the phone otherwise; whether a frame can be read at all
is for the readers to show. The same number gives the same frame.
"""

import sys
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image

WIDTH, HEIGHT = 1280, 720
# What is drawn, and then made smaller: edges fall between pixels, as a lens lets them.
FINE = 2


def text(number: int) -> str:
    """A login code of the sandbox; each frame has another one, so that no answer can be left over from the frame before."""
    return (
        "https://localhost:8443/q?client_id=x509_san_dns%3Alocalhost"
        f"&request_uri=https%3A%2F%2Flocalhost%3A8443%2Fr%2F{number:08x}bDk3mT0c1YqHr7sLw2PzXa9vEu5NfQ&request_uri_method=post"
    )


class Scene:
    """A frame that becomes worse step by step."""

    def __init__(self, number: int) -> None:
        self.random = np.random.default_rng(number)
        self.text = text(number)
        self.side = self.between(330, 520)
        self.turn = self.between(-8, 8)
        self.tilt = (self.between(-0.1, 0.1), self.between(-0.1, 0.1))
        self.black, self.white = self.between(12, 35), self.between(200, 235)
        self.screen_grid = 0.0
        self.inverted = False

    def between(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))

    def draw(self) -> np.ndarray:
        """Page and background through the lens, brightness 0 to 255 as numbers with fractions."""
        rows, columns = np.mgrid[0 : HEIGHT * FINE, 0 : WIDTH * FINE].astype(np.float32)
        ground = 95 + 35 * np.sin(columns / 190) * np.cos(rows / 130) + 30 * columns / columns.max()
        code = zxingcpp.create_barcode(self.text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        modules = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)) < 128
        count = modules.shape[0]
        # From the frame back to the plane of the screen; the code is the square from 0 to 1 on it.
        angle = np.deg2rad(self.turn)
        x, y = (columns - columns.max() / 2) / (self.side * FINE), (rows - rows.max() / 2) / (self.side * FINE)
        far = 1 + self.tilt[0] * x + self.tilt[1] * y
        u = (np.cos(angle) * x + np.sin(angle) * y) / far + 0.5
        v = (np.cos(angle) * y - np.sin(angle) * x) / far + 0.5
        inside = (u >= 0) & (u < 1) & (v >= 0) & (v < 1)
        at = (np.clip(v * count, 0, count - 1).astype(int), np.clip(u * count, 0, count - 1).astype(int))
        dark = inside & modules[at]
        if self.inverted:
            dark = ~dark
        page = np.where(dark, self.black, self.white)
        if self.screen_grid:
            # The dark lines between the pixels of a screen: they beat with the camera's own.
            pitch = self.screen_grid
            lines = (np.abs(((u * pitch) % 1) - 0.5) > 0.38) | (np.abs(((v * pitch) % 1) - 0.5) > 0.38)
            page = np.where(lines, page * 0.45, page)
        margin = 0.16
        on_page = (u > -margin) & (u < 1 + margin) & (v > -margin) & (v < 1 + margin)
        frame = np.where(on_page, page, ground)
        small = frame.reshape(HEIGHT, FINE, WIDTH, FINE).mean(axis=(1, 3))
        return small.astype(np.float32)


def soft(frame: np.ndarray, radius: float) -> np.ndarray:
    """A Gaussian blur of that standard deviation, in fractions of brightness (Pillow's knows bytes only)."""
    reach = int(np.ceil(3 * radius))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / radius) ** 2)
    for axis in (0, 1):
        pad = [(reach, reach) if axis == a else (0, 0) for a in (0, 1)]
        wide, size = np.pad(frame, pad, mode="edge"), frame.shape[axis]
        parts = (w * np.take(wide, range(at, at + size), axis) for at, w in enumerate(weights / weights.sum()))
        frame = sum(parts).astype(np.float32)
    return frame


def moved(frame: np.ndarray, length: float, degrees: float) -> np.ndarray:
    """The hand moves while the shutter is open."""
    steps = max(2, int(length))
    image, total = Image.fromarray(frame), np.zeros_like(frame)
    for step in range(steps):
        along = length * (step / (steps - 1) - 0.5)
        shift = (1, 0, -along * np.cos(np.deg2rad(degrees)), 0, 1, -along * np.sin(np.deg2rad(degrees)))
        total += np.asarray(image.transform(image.size, Image.Transform.AFFINE, shift, Image.Resampling.BILINEAR))
    return total / steps


def spot(scene: Scene, frame: np.ndarray, strength: float, radius: float) -> np.ndarray:
    """A lamp in the glass."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    x, y = WIDTH / 2 + scene.between(-0.3, 0.3) * scene.side, HEIGHT / 2 + scene.between(-0.3, 0.3) * scene.side
    away = ((columns - x) ** 2 + (rows - y) ** 2) / (radius * scene.side) ** 2
    return frame + strength * np.exp(-away)


def shade(scene: Scene, frame: np.ndarray, darkest: float) -> np.ndarray:
    """Light from one side, and the edge of a shadow."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    angle = np.deg2rad(scene.between(0, 360))
    along = ((columns - WIDTH / 2) * np.cos(angle) + (rows - HEIGHT / 2) * np.sin(angle)) / scene.side
    gain = darkest + (1 - darkest) / (1 + np.exp(-along * scene.between(3, 20)))
    return frame * gain


def noise(scene: Scene, frame: np.ndarray, amount: float) -> np.ndarray:
    """What a sensor adds: the same everywhere, and more where there is more light."""
    grain = scene.random.normal(0, 1, frame.shape)
    return frame + grain * amount * np.sqrt(0.5 + np.clip(frame, 0, 255) / 255)


def plain(scene: Scene) -> np.ndarray:
    return noise(scene, soft(scene.draw(), 0.6), 3)


def blurred(scene: Scene) -> np.ndarray:
    return noise(scene, soft(scene.draw(), scene.between(1.2, 3.0)), 3)


def shaken(scene: Scene) -> np.ndarray:
    return noise(scene, moved(soft(scene.draw(), 0.7), scene.between(4, 10), scene.between(0, 180)), 3)


def turned(scene: Scene) -> np.ndarray:
    scene.turn = scene.between(-180, 180)
    return noise(scene, soft(scene.draw(), 0.7), 4)


def tilted(scene: Scene) -> np.ndarray:
    scene.side, scene.turn = scene.between(300, 400), scene.between(-30, 30)
    scene.tilt = (scene.between(0.3, 0.6) * scene.random.choice([-1, 1]), scene.between(-0.4, 0.4))
    return noise(scene, soft(scene.draw(), 0.7), 4)


def small(scene: Scene) -> np.ndarray:
    scene.side = scene.between(150, 230)
    scene.turn = scene.between(-45, 45)
    return noise(scene, soft(scene.draw(), 0.5), 3)


def moire(scene: Scene) -> np.ndarray:
    scene.screen_grid = scene.side * scene.between(0.35, 0.8)
    return noise(scene, soft(scene.draw(), scene.between(0.5, 0.9)), 4)


def glare(scene: Scene) -> np.ndarray:
    return noise(scene, spot(scene, soft(scene.draw(), 0.8), scene.between(120, 260), scene.between(0.1, 0.22)), 4)


def pale(scene: Scene) -> np.ndarray:
    scene.black = scene.between(110, 130)
    scene.white = scene.black + scene.between(22, 50)
    return noise(scene, soft(scene.draw(), 0.9), scene.between(2, 4))


def noisy(scene: Scene) -> np.ndarray:
    return noise(scene, soft(scene.draw() * 0.6, 0.8), scene.between(18, 36))


def shaded(scene: Scene) -> np.ndarray:
    return noise(scene, shade(scene, soft(scene.draw(), 0.8), scene.between(0.08, 0.35)), 4)


def over_exposed(scene: Scene) -> np.ndarray:
    bloom = soft(scene.draw(), 0.8)
    # Light spills from white modules into black ones, and what is too bright is cut off.
    return noise(scene, np.minimum(bloom + 0.35 * soft(bloom, 6), 255) * scene.between(1.4, 2.6) + scene.between(10, 50), 3)


def inverted(scene: Scene) -> np.ndarray:
    scene.inverted = True
    return noise(scene, soft(scene.draw(), 0.9), 5)


def together(scene: Scene) -> np.ndarray:
    scene.turn, scene.tilt = scene.between(-180, 180), (scene.between(-0.35, 0.35), scene.between(-0.35, 0.35))
    scene.side = scene.between(260, 420)
    scene.black = scene.between(40, 80)
    scene.white = scene.between(140, 190)
    scene.screen_grid = scene.side * scene.between(0.5, 0.8)
    frame = shade(scene, soft(scene.draw(), scene.between(0.8, 1.4)), scene.between(0.4, 0.8))
    return noise(scene, spot(scene, frame, scene.between(20, 80), 0.3), scene.between(4, 10))


KINDS = {
    "plain": plain,
    "out of focus": blurred,
    "shaken": shaken,
    "turned": turned,
    "at an angle": tilted,
    "small": small,
    "moire": moire,
    "glare": glare,
    "low contrast": pale,
    "noise": noisy,
    "uneven light": shaded,
    "over-exposed": over_exposed,
    "light on dark": inverted,
    "several at once": together,
}


def frame(kind: str, number: int) -> tuple[np.ndarray, str]:
    """A frame of a kind, as bytes, and what its code says."""
    scene = Scene(number * len(KINDS) + list(KINDS).index(kind))
    drawn = KINDS[kind](scene)
    return np.ascontiguousarray(np.clip(drawn, 0, 255).round().astype(np.uint8)), scene.text


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for kind in KINDS:
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for number in range(int(sys.argv[2]) if len(sys.argv) > 2 else 5):
            picture, says = frame(kind, number)
            Image.fromarray(picture).save(folder / kind / f"{number}.png")
            (folder / kind / f"{number}.txt").write_text(says, encoding="utf-8")
