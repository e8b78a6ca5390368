"""Images in units of the noise, g-factors and SNR by their formulas, with all kernel images, beside results.

snr.py RAW.h5 RESULT.h5 grappa|sense LAMBDA

Written from Kellman and McVeigh, MRM 54:1439 (2005), Griswold, MRM 47:1202 (2002), and Pruessmann, MRM 42:952
(1999), for the first repetition of a 2-D scan with one lattice and embedded calibration, whose maps are images of low
resolution divided by their root sum of squares. Prints relative differences, and g where there is signal, as JSON.
"""

import json
import sys
import xml.etree.ElementTree as ET

import h5py
import numpy as np

KERNEL0, KERNEL1 = 5, 4
CALIBRATION = 24


def transform(f, x, axes):
    return np.fft.fftshift(f(np.fft.ifftshift(x, axes), axes=axes, norm="ortho"), axes)


def to_image(x, axes):
    return transform(np.fft.ifftn, x, axes)


def to_k_space(x, axes):
    return transform(np.fft.fftn, x, axes)


def read(path):
    """Whitened k-space of the first repetition, [coil, y, x], without oversampling, and its imaging lines."""
    with h5py.File(path) as file:
        group = file["dataset"]
        root = ET.fromstring(group["xml"][0])
        readouts = group["data"][...]
    tag = lambda name: root.find(f".//{{*}}{name}")
    number = lambda parent, name: int(parent.find(f".//{{*}}{name}").text)
    ny = number(tag("encodedSpace"), "y")
    nx = number(tag("reconSpace"), "x")
    center = int(root.find(".//{*}encodingLimits/{*}kspace_encoding_step_1/{*}center").text)
    stated = tag("relativeReceiverNoiseBandwidth")
    bandwidth = 0.793 if stated is None else float(stated.text)  # Gadgetron's default
    noise, lines = [], []
    for readout in readouts:
        head = readout["head"]
        data = readout["data"].view(np.complex64).reshape(head["active_channels"], -1).astype(complex)
        flags = int(head["flags"])
        if flags & 1 << 18:
            noise.append((data, float(head["sample_time_us"])))
        elif head["idx"]["repetition"] == 0:
            row = int(head["idx"]["kspace_encode_step_1"]) - center + ny // 2
            lines.append((row, not flags & 1 << 19, data, float(head["sample_time_us"])))
    samples = np.concatenate([data for data, _ in noise], 1)
    covariance = samples.conj() @ samples.T / (samples.shape[1] - 1)
    scale = np.sqrt(2 * lines[0][3] / noise[0][1] * bandwidth)
    whitening = scale * np.linalg.inv(np.linalg.cholesky(covariance).conj().T)
    k = np.zeros((len(covariance), ny, nx), complex)
    acquired, imaging = np.zeros(ny, bool), np.zeros(ny, bool)
    for row, is_imaging, data, _ in lines:
        image = to_image(whitening.T @ data, (1,))
        start = (image.shape[1] - nx) // 2
        if not acquired[row] or is_imaging:
            k[:, row] = to_k_space(image[:, start : start + nx], (1,))
        acquired[row] = True
        imaging[row] |= is_imaging
    return k, acquired, imaging


def longest_run(acquired):
    runs = np.split(np.flatnonzero(acquired), np.flatnonzero(np.diff(np.flatnonzero(acquired)) > 1) + 1)
    run = max(runs, key=len)
    return run[0], run[-1] + 1


def coil_maps(k, first, end):
    """The central block times Kaiser windows, padded and transformed, with unit norm."""
    low = np.zeros_like(k)
    ranges, weights = [], []
    for size, lo, hi in ((k.shape[1], first, end), (k.shape[2], 0, k.shape[2])):
        length = min(hi - lo, CALIBRATION)
        start = min(max(size // 2 - length // 2, lo), hi - length)
        distance = np.abs(np.arange(start, start + length) - size // 2)
        ranges.append(slice(start, start + length))
        weights.append(np.i0(4 * np.sqrt(1 - (distance / distance.max()) ** 2)) / np.i0(4))
    low[:, ranges[0], ranges[1]] = k[:, ranges[0], ranges[1]] * np.outer(*weights)
    maps = to_image(low, (1, 2))
    return maps / np.linalg.norm(maps, axis=0)


def grappa(block, r, regularization, shape):
    """Kernel images [to, from, y, x], of lines between those of the lattice, and 1 for these themselves."""
    coils, ly, lx = block.shape
    offsets1 = [r * i for i in range(-((KERNEL1 - 1) // 2), KERNEL1 // 2 + 1)]
    offsets0 = range(-(KERNEL0 // 2), KERNEL0 // 2 + 1)
    sources = [(c, a, b) for c in range(coils) for a in offsets1 for b in offsets0]
    lines = range(-offsets1[0], ly - max(offsets1[-1], r - 1))
    rows = [(y, x) for y in lines for x in range(KERNEL0 // 2, lx - KERNEL0 // 2)]
    ys, xs = np.array(rows).T
    matrix = np.stack([block[c, ys + a, xs + b] for c, a, b in sources], 1)
    normal = matrix.conj().T @ matrix
    normal += regularization * np.trace(normal).real / len(normal) * np.eye(len(normal))
    positions = [np.arange(n) - n // 2 for n in shape]
    wave = lambda d1, d0: np.exp(
        2j * np.pi * (d1 * positions[0][:, None] / shape[0] + d0 * positions[1][None] / shape[1])
    )
    kernels = np.zeros((coils, coils, *shape), complex)
    kernels[range(coils), range(coils)] = 1
    for target in range(1, r):
        right = np.stack([block[c, ys + target, xs] for c in range(coils)], 1)
        weights = np.linalg.solve(normal, matrix.conj().T @ right)
        for (c, a, b), weight in zip(sources, weights):
            kernels[:, c] += weight[:, None, None] * wave(target - a, -b)
    return kernels


def sense(maps, first, r):
    """Unmixing [coil, y, x] of each pixel and those that fall on it, and g by its closed form."""
    coils, ny, nx = maps.shape
    unmixing, g = np.zeros_like(maps), np.zeros((ny, nx))
    for y in range(ny):
        distances = [i * ny // r for i in range(r)]
        phases = [np.exp(-2j * np.pi * (first - ny // 2) * d / ny) / r for d in distances]
        for x in range(nx):
            encoding = np.stack([maps[:, (y + d) % ny, x] * p for d, p in zip(distances, phases)], 1)
            normal = encoding.conj().T @ encoding
            inverse = np.linalg.inv(normal)
            unmixing[:, y, x] = (inverse @ encoding.conj().T)[0]
            g[y, x] = np.sqrt(inverse[0, 0].real * normal[0, 0].real)
    return unmixing, g


def main(raw, result, method, regularization):
    k, acquired, imaging = read(raw)
    shape = k.shape[1:]
    rows = np.flatnonzero(imaging)
    r = int(np.min(np.diff(rows)))
    first, end = longest_run(acquired)
    maps = coil_maps(k, first, end)
    lattice = np.zeros_like(k)
    lattice[:, rows] = k[:, rows]
    if method == "grappa":
        kernels = grappa(k[:, first:end], r, float(regularization), shape)
        unmixing = np.einsum("dsyx,dyx->syx", kernels, maps.conj())
        g = np.linalg.norm(unmixing, axis=0) / r
    else:
        unmixing, g = sense(maps, rows[0], r)
    image = (unmixing * to_image(lattice, (1, 2))).sum(0) * np.sqrt(shape[0] / len(rows)) / r
    with h5py.File(result) as file:
        group = file["result"]
        pixels = lambda series: group[f"image_{series}"]["data"][0].squeeze()
        strength = np.abs(pixels(300))
        inside = strength > 0.05 * strength.max()
        regular = g < 10  # where noise in the maps makes pixels nearly inseparable, float32 maps do not suffice
        differences = {
            name: float(np.linalg.norm((pixels(series) - expected)[regular]) / np.linalg.norm(expected[regular]))
            for name, series, expected in (("image", 0, np.abs(image)), ("g", 20, g), ("snr", 300, np.abs(image) / g))
        }
        differences["gMean"] = float(pixels(20)[inside].mean())
        differences["gMax"] = float(pixels(20)[inside].max())
    print(json.dumps(differences))


if __name__ == "__main__":
    main(*sys.argv[1:])
