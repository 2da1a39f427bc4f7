"""MediaPipe's own runtime on one picture, for a driver that takes turns. CPU time of the whole process.

usage: mediapipe_times.py PICTURE.rgb WIDTH HEIGHT

Answers each line `tracked` with the milliseconds a frame over five frames: FaceMesh follows the face in all of them,
FaceDetection looks at one, as our engine does it. Weights, graphs and the runtime are those of the package.
"""

import json
import sys
import time
import types

# The package imports these to draw and plot; nothing here does, and they are 150 MB.
for name in ("cv2", "matplotlib", "matplotlib.pyplot"):
    sys.modules[name] = types.ModuleType(name)

import mediapipe
import numpy as np

CYCLE = 5


def main(picture: str, width: str, height: str) -> None:
    pixels = np.fromfile(picture, np.uint8).reshape(int(height), int(width), 3)
    mesh = mediapipe.solutions.face_mesh.FaceMesh(static_image_mode=False, max_num_faces=1)
    detection = mediapipe.solutions.face_detection.FaceDetection(model_selection=0)
    for _ in range(CYCLE):
        if not mesh.process(pixels).multi_face_landmarks or not detection.process(pixels).detections:
            raise SystemExit("error: MediaPipe finds no face in the picture")
    for _ in sys.stdin:
        start = time.process_time_ns()
        for _ in range(CYCLE):
            mesh.process(pixels)
        detection.process(pixels)
        print(json.dumps({"ms": (time.process_time_ns() - start) / 1e6 / CYCLE}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
