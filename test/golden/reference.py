"""Reconstructs the cases of cases.json with NumPy in float64, from the written description of each step alone.

Usage: reference.py <folder>; writes <case>.f32 (images in the order in which they leave, float32, little-endian) and
versions.json. The input is made of a seed: see `Numbers` and `readouts`, which golden-input.ts repeats.
"""

import json
import platform
import sys
from pathlib import Path

import numpy as np


class Numbers:
    """Numbers of -1 to 1 from a linear congruential generator (Numerical Recipes), the same in every language."""

    def __init__(self, seed):
        self.state = seed

    def complex(self, *shape):
        values = np.empty(2 * int(np.prod(shape)), np.float32)
        for i in range(values.size):
            self.state = (1664525 * self.state + 1013904223) % 2**32
            values[i] = self.state / 2**31 - 1
        return values.view(np.complex64).reshape(shape)


def readouts(case):
    """Noise first, then every line in the order of acquisition: (kind, counters, [channel][sample])."""
    numbers = Numbers(case["seed"])
    channels = case["channels"]
    noise = case.get("noise", {"readouts": 0, "samples": 0})
    for _ in range(noise["readouts"]):
        data = numbers.complex(channels, noise["samples"])
        for coil in range(1, channels):
            data[coil] += np.float32(0.5) * data[coil - 1]
        yield "noise", {}, data
    step1 = case["step1"]
    step2 = case.get("step2", {"minimum": 0, "maximum": 0})
    for repetition in range(case.get("repetitions", 1)):
        for average in range(case.get("averages", 1)):
            for e2 in range(step2["minimum"], step2["maximum"] + 1):
                for e1 in range(step1["minimum"], step1["maximum"] + 1, case.get("acceleration", 1)):
                    for slice_ in range(case.get("slices", 1)):
                        counters = dict(repetition=repetition, average=average, e1=e1, e2=e2, slice=slice_)
                        samples = case.get("samples", case["matrix"]["encoded"][0])
                        yield "data", counters, numbers.complex(channels, samples)


def to_image(data, axis):
    centred = np.fft.ifft(np.fft.ifftshift(data, axes=axis), axis=axis, norm="ortho")
    return np.fft.fftshift(centred, axes=axis)


def to_k_space(data, axis):
    centred = np.fft.fft(np.fft.ifftshift(data, axes=axis), axis=axis, norm="ortho")
    return np.fft.fftshift(centred, axes=axis)


def resize(data, axis, size):
    """Crops or zero-fills about floor(N / 2)."""
    length = data.shape[axis]
    first = length // 2 - size // 2
    take = np.moveaxis(data, axis, 0)
    out = np.zeros((size, *take.shape[1:]), data.dtype)
    for i in range(size):
        if 0 <= i + first < length:
            out[i] = take[i + first]
    return np.moveaxis(out, 0, axis)


def whitening(case, noise):
    d = np.concatenate(noise, axis=1).T.astype(np.complex128)  # samples as rows
    covariance = d.conj().T @ d / (d.shape[0] - 1)
    r = np.linalg.cholesky(covariance).conj().T  # C = R^H R
    scale = np.sqrt(2 * case["dwellUs"] / case["noise"]["dwellUs"] * case.get("bandwidth", 0.793))
    return scale * np.linalg.inv(r)


def principal_components(case):
    """Of each slice: prewhitened, 16 samples about the centre of every readout, less their mean."""
    noise = [data for kind, _, data in readouts(case) if kind == "noise"]
    whiten = whitening(case, noise)
    slices = {}
    for kind, at, data in readouts(case):
        if kind == "data":
            centre = data.shape[1] // 2
            slices.setdefault(at["slice"], []).append(data.T[centre - 8 : centre + 8] @ whiten)
    samples = {slice_: np.concatenate(each) for slice_, each in slices.items()}
    return {
        slice_: np.linalg.svd(each - each.mean(axis=0), full_matrices=False)[2].conj().T
        for slice_, each in samples.items()
    }


def full_echo(case, data):
    """What is kept of an asymmetric echo, with its centre in the middle of the encoded matrix."""
    samples, length = data.shape[1], case["matrix"]["encoded"][0]
    pre, post = case["discardPre"], case["discardPost"]
    first = length // 2 - case["centerSample"]
    padded = np.zeros((data.shape[0], length), data.dtype)
    padded[:, first + pre : first + samples - post] = data[:, pre : samples - post]
    return padded


def filtered(k_space, axis, sigma=1.5):
    """Weighted by a gaussian of unit mean square, whose centre is that of k-space."""
    length = k_space.shape[axis]
    x = np.linspace(-1, 1, length) if length % 2 else np.linspace(-1, 1, length + 1)[:-1]
    weights = np.exp(-(sigma**2) * x**2 / 2)
    weights /= np.sqrt(np.mean(weights**2))
    return k_space * weights.reshape([-1 if i == axis else 1 for i in range(k_space.ndim)])


def on_grid(images, axis, fov, pixels):
    """Images over fov[0] with the pixel size of so many over fov[1], to which they are cropped."""
    sampled = images.shape[axis]
    size = round(fov[0] / fov[1] * pixels)
    images = to_image(resize(to_k_space(images, axis), axis, size), axis) * np.sqrt(size / sampled)
    return resize(images, axis, pixels)


def reconstruct(case, average, full, coils=None):
    """Magnitude images, of some principal components or of all coils, [repetition][slice][z][y][x]."""
    fov = case["fov"]
    ex, ey, ez = case["matrix"]["encoded"]
    ratio = fov["encoded"][0] / fov["recon"][0]
    size_x = int(ex / ratio)
    shape = (case.get("repetitions", 1), case.get("slices", 1), case["channels"], ez, ey, size_x)
    k_space = np.zeros(shape, np.complex128)
    counts = np.zeros((*shape[:2], ez, ey))
    noise, whiten = [], None
    components = principal_components(case) if coils else {}
    for kind, at, data in readouts(case):
        if kind == "noise":
            noise.append(data)
            continue
        data = data.astype(np.complex128)
        if noise:
            whiten = whitening(case, noise) if whiten is None else whiten
            data = (data.T @ whiten).T
        if components:
            data = (data.T @ components[at["slice"]]).T
            data[coils:] = 0

        kept = (case.get("discardPre", 0), case.get("discardPost", 0))
        centre_sample = case.get("centerSample", data.shape[1] // 2)
        if full:
            data, kept, centre_sample = full_echo(case, data), (0, 0), ex // 2

        # a readout read backward is turned round
        samples = data.shape[1]
        if case.get("alternating") and at["e1"] % 4 == 2:
            data, kept = data[:, ::-1], kept[::-1]
            if 2 * centre_sample != samples:
                centre_sample = samples - 1 - centre_sample

        # discarded samples become zeros on the encoded matrix
        start = ex // 2 - centre_sample
        if sum(kept) and start + kept[0] >= 0 and start + samples - kept[1] <= ex:
            placed = np.zeros((data.shape[0], ex), np.complex128)
            placed[:, start + kept[0] : start + samples - kept[1]] = data[:, kept[0] : samples - kept[1]]
            data, samples, kept, centre_sample = placed, ex, (0, 0), ex // 2

        # remove-oversampling
        left = int(samples / ratio)
        first = (samples - left) // 2
        data = to_k_space(to_image(data, 1)[:, first : first + left], 1)
        pre, post = (int(each / ratio) for each in kept)
        centre = int(centre_sample / ratio)

        # to-buffer
        line = np.zeros((data.shape[0], size_x), np.complex128)
        start = size_x // 2 - centre + pre
        line[:, start : start + left - pre - post] = data[:, pre : left - post]
        y = at["e1"] - case["step1"]["center"] + ey // 2
        z = at["e2"] - case["step2"]["center"] + ez // 2 if ez > 1 else 0
        k_space[at["repetition"], at["slice"], :, z, y] += line
        counts[at["repetition"], at["slice"], z, y] += 1
    if average:
        k_space /= np.maximum(counts, 1)[:, :, None, :, :, None]

    if full:
        # kspace-filter, fft and coil-combine on the encoded grid, fov-adjust
        for axis in (5, 4):
            k_space = to_image(filtered(k_space, axis), axis)
        images = np.sqrt(np.sum(np.abs(k_space) ** 2, axis=2))
        images = on_grid(images, 4, (fov["recon"][0], fov["recon"][0]), case["matrix"]["recon"][0])
        return np.abs(on_grid(images, 3, (fov["encoded"][1], fov["recon"][1]), case["matrix"]["recon"][1]))

    # simple-recon; the readout is of the recon field of view by now
    for axis, encoded_fov, i in ((5, fov["recon"][0], 0), (4, fov["encoded"][1], 1), (3, fov["encoded"][2], 2)):
        sampled = k_space.shape[axis]
        if sampled == 1:
            continue
        pixels = case["matrix"]["recon"][i]
        resampled = round(encoded_fov / fov["recon"][i] * pixels)
        k_space = to_image(resize(k_space, axis, resampled), axis) * np.sqrt(resampled / sampled)
        k_space = resize(k_space, axis, pixels)
    return np.sqrt(np.sum(np.abs(k_space) ** 2, axis=2))


def from_histogram(image, bins=100):
    """The 99th percentile as Gadgetron reads it: the edge of the bin after the one in which it is."""
    most = image.max()
    counts, _ = np.histogram(image, bins, (0, most))
    return (np.searchsorted(np.cumsum(counts), 0.99 * image.size) + 2) * most / bins


def to_integers(images, histogram):
    """auto-scale and to-fixed-point, for each image by itself."""
    if histogram:
        reference = np.array([[from_histogram(image) for image in row] for row in images])[..., None, None, None]
    else:
        reference = np.percentile(images, 99, axis=(2, 3, 4), keepdims=True)
    return np.clip(np.rint(images * 2048 / reference), 0, 4095)


def main(folder):
    cases = json.loads((Path(__file__).parent / "cases.json").read_text())
    for name, case in cases.items():
        coils = int(case.get("parameters", {}).get("coils", 0))
        images = reconstruct(case, name.startswith("cartesian"), name == "cartesian-full", coils)
        if name.endswith("short"):
            images = to_integers(images, name == "default_short")
        images.astype("<f4").tofile(folder / f"{name}.f32")
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    (folder / "versions.json").write_text(json.dumps(versions) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
