"""Coil maps by their definitions, in float64. Reads cases as JSON, prints each one's maps and combined images."""
import json
import sys

import numpy as np


def windows(field, kernel):
    """Sums over a box about each pixel of the last three axes."""
    for axis in (-1, -2, -3):
        length = field.shape[axis]
        if length == 1:
            continue
        first = kernel // 2
        total = np.zeros_like(field)
        for i in range(length):
            here = np.arange(max(0, i - first), min(length, i - first + kernel))
            index = [slice(None)] * field.ndim
            index[axis] = i
            total[tuple(index)] = np.take(field, here, axis).sum(axis)
        field = total
    return field


def reference_coil(images):
    """images: [count][coils][z][y][x]"""
    magnitude = np.sqrt((abs(images) ** 2).mean((0, 1)))
    weight = np.ones_like(magnitude)
    for axis, at in enumerate(np.indices(magnitude.shape)):
        centre = (at * magnitude).sum() / magnitude.sum()
        width = 0.5 * np.sqrt(((at - centre) ** 2 * magnitude).sum() / magnitude.sum())
        if width > 0:
            weight *= np.exp(-((at - centre) ** 2) / (2 * width**2))
    weight = np.divide(weight, magnitude, out=np.zeros_like(weight), where=magnitude > 0)
    u = np.linalg.eigh(np.einsum("zyx,nizyx,njzyx->ij", weight, images, images.conj()))[1][:, -1]
    first = np.argmax(abs(u) >= abs(u).max() / 2)
    return u * abs(u[first]) / u[first]


def unit(c):
    norm = np.sqrt((abs(c) ** 2).sum(0))
    return np.divide(c, norm, out=np.zeros_like(c), where=norm > 0)


def turned(c, u):
    share = np.einsum("i,i...->...", u.conj(), c)
    return c * np.exp(-1j * np.angle(share))


def inati(x, u, kernel, iterations):
    rho = np.sqrt((abs(x) ** 2).sum(0)) * np.exp(1j * np.angle(np.einsum("i,i...->...", u.conj(), x)))
    for _ in range(iterations):
        c = turned(unit(windows(x * rho.conj(), kernel)), u)
        rho = (c.conj() * x).sum(0)
    return c


def walsh(x, u, kernel, iterations):
    r = windows(x[:, None] * x[None].conj(), kernel)
    if iterations is None:
        c = np.moveaxis(np.linalg.eigh(np.moveaxis(r, (0, 1), (-2, -1)))[1][..., -1], -1, 0)
        return turned(c, u)
    strongest = np.einsum("ii...->i...", r).real.argmax(0)
    c = unit(np.take_along_axis(r, strongest[None, None], 1)[:, 0])
    for _ in range(iterations):
        c = unit(np.einsum("ij...,j...->i...", r, c))
    return turned(c, u)


def flat(array):
    return np.ascontiguousarray(array).view(float).ravel().tolist()


results = []
for case in json.load(open(sys.argv[1])):
    x = np.array(case["images"]).view(complex).reshape(case["shape"])
    u = reference_coil(x)
    method = inati if case["method"] == "inati" else walsh
    maps = np.array([method(image, u, case["kernel"], case["iterations"]) for image in x])
    results.append(dict(maps=flat(maps), combined=flat((maps.conj() * x).sum(1))))
print(json.dumps(results))
