"""Colours of values, as FIRE's modules compute them: matplotlib's map where that is installed, and in any case linear
interpolation between the published points (matplotlib, lib/matplotlib/_cm.py) at 256 entries."""

import json

import numpy as np

points = {
    "jet": [
        [(0, 0), (0.35, 0), (0.66, 1), (0.89, 1), (1, 0.5)],
        [(0, 0), (0.125, 0), (0.375, 1), (0.64, 1), (0.91, 0), (1, 0)],
        [(0, 0.5), (0.11, 1), (0.34, 1), (0.65, 0), (1, 0)],
    ],
    "hot": [
        [(0, 0.0416), (0.365079, 1), (1, 1)],
        [(0, 0), (0.365079, 0), (0.746032, 1), (1, 1)],
        [(0, 0), (0.746032, 0), (1, 1)],
    ],
}


def interpolated(name, x):
    entries = np.arange(256)
    table = np.stack([np.interp(entries, 255 * np.array(p)[:, 0], np.array(p)[:, 1]) for p in points[name]], -1)
    return table[np.minimum((x * np.float32(256)).astype(int), 255)]


def by_matplotlib(name, x):
    import matplotlib

    return matplotlib.colormaps[name](x)[..., :3]


def colors(of, name, values):
    x = values.astype(np.float32)
    x -= x.min()
    x *= 1 / x.max()
    return (255 * of(name, x)).astype(np.uint16).T.ravel().tolist()


try:
    by_matplotlib("jet", np.zeros(1))
    judges = {"matplotlib": by_matplotlib, "interpolation": interpolated}
except (ImportError, AttributeError):
    judges = {"interpolation": interpolated}
random = np.random.default_rng(1)
values = [np.arange(4096), np.arange(3, 1004), random.integers(0, 700, 500), random.random(1000)]
print(
    json.dumps(
        [
            dict(judge=judge, map=name, values=v.tolist(), colors=colors(of, name, v))
            for judge, of in judges.items()
            for name in points
            for v in values
        ]
    )
)
