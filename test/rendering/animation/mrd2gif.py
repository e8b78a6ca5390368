"""What FIRE's mrd2gif describes, in NumPy: the frames of a series, and what Pillow reads of a file."""

import json
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageSequence


def grid(tiles):
    height, width = tiles[0].shape[:2]
    cols = int(np.ceil(np.sqrt(len(tiles) / (16 / 9) / (width / height))))
    rows = int(np.ceil(len(tiles) / cols))
    if (width * cols) / (height * rows) < 0.67:
        rows = max(rows - 1, 1)
        cols = int(np.ceil(len(tiles) / rows))
    if rows == 1:
        cols = len(tiles)
    result = np.zeros((height * rows, width * cols) + tiles[0].shape[2:], np.uint8)
    for i, tile in enumerate(tiles):
        y, x = height * (i // cols), width * (i % cols)
        result[y : y + height, x : x + width] = tile
    return result


def window(image, low, high):
    return np.clip((image - low) * (255 / (high - low)), 0, 255).astype(np.uint8)


def frames(images, groups):
    low, high = (np.median([np.percentile(image, p) for image in images]) for p in (5, 95))
    shown = [window(np.asarray(image, float), low, high) for image in images]
    return [grid([shown[i] for i in group]) for group in groups]


def line(frame, points, colour):
    picture = Image.fromarray(np.repeat(frame[:, :, None], 3, 2))
    ImageDraw.Draw(picture).line([tuple(p) for p in points], fill=tuple(colour), width=1)
    return np.asarray(picture)


def main():
    task = json.load(sys.stdin)
    file = Image.open(task["path"])
    comment = file.info.get("comment", b"").decode() or file.info.get("MetaAttributes", "")
    mode = "RGB" if "points" in task or task.get("colour") else "L"
    read = [np.asarray(frame.convert(mode)) for frame in ImageSequence.Iterator(file)]
    durations = [frame.info.get("duration") for frame in ImageSequence.Iterator(file)]
    if "images" in task:
        expected = frames([np.asarray(image) for image in task["images"]], task["groups"])
        if "points" in task:
            expected = [line(frame, task["points"], task["colour"]) for frame in expected]
    else:
        expected = []
    print(
        json.dumps(
            {
                "read": [frame.tolist() for frame in read],
                "expected": [frame.tolist() for frame in expected],
                "duration": durations[0],
                "comment": comment,
            }
        )
    )


main()
