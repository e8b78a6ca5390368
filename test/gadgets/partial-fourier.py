"""Partial Fourier by the formulas, with whole images in both spaces and float64. Prints cases with what each method gives."""

import json

import numpy as np
from numpy.fft import fftn, fftshift, ifftn, ifftshift

AXES = (0, 1, 2)  # e2, e1, e0


def to_image(k):
    return fftshift(ifftn(ifftshift(k, AXES), axes=AXES, norm="ortho"), AXES)


def to_k_space(x):
    return fftshift(fftn(ifftshift(x, AXES), axes=AXES, norm="ortho"), AXES)


def cut(size, first, last):
    """None for an axis that is not partial; else the rows of the symmetric centre and on which side more were acquired."""
    before, after = size // 2 - first, last - size // 2
    if after - before in (0, -1):
        return None
    k0 = min(before, after)
    return k0, np.arange(size // 2 - k0, size // 2 + k0 + 1), after > before


def hann(size, first, last):
    if cut(size, first, last) is None:
        return np.ones(size)
    k0, centre, _ = cut(size, first, last)
    window = np.zeros(size)
    window[centre] = np.hanning(2 * k0 + 3)[1:-1]
    return window


def share(size, first, last):
    if cut(size, first, last) is None:
        return np.ones(size)
    k0, centre, later = cut(size, first, last)
    ramp = np.linspace(0, 1, 2 * k0 + 3)[1:-1]
    result = np.zeros(size)
    result[first : last + 1] = 1
    result[centre] = ramp if later else ramp[::-1]
    return result


def taper(size, first, last, width):
    result = np.zeros(size)
    result[first : last + 1] = 1
    if cut(size, first, last) is None:
        return np.ones(size)
    _, _, later = cut(size, first, last)
    if first > 0 and last < size - 1:
        size = 2 * ((last - size // 2 if later else size // 2 - first) + 1)
    for i in range(1, int(width * size) + 1):
        result[first + i - 1 if later else last - i + 1] = np.sin(np.pi * i / (2 * int(width * size) + 1)) ** 2
    return result / np.sqrt(np.mean(result[first : last + 1] ** 2))


def lines(e1, e2):
    return e2[:, None, None] * e1[None, :, None]


def opposite(weights):
    for axis, size in enumerate(weights.shape):
        weights = np.roll(np.flip(weights, axis), 1 - size % 2, axis)
    return weights


def unit(x):
    return np.exp(1j * np.angle(x))


def homodyne(k, e1, e2):
    a = lines(share(*e1), share(*e2))
    weights = np.divide(2 * a, a + opposite(a), out=np.zeros_like(a), where=a > 0)
    phase = unit(to_image(k * lines(hann(*e1), hann(*e2))))
    return to_k_space((to_image(k * weights) * phase.conj()).real * phase)


def pocs(k, e1, e2, iterations, threshold):
    acquired = lines(share(*e1) > 0, share(*e2) > 0)
    phase = unit(to_image(k * lines(hann(*e1), hann(*e2))))
    x = to_image(k)
    for iteration in range(iterations):
        filled = np.where(acquired, k, to_k_space(abs(x) * phase))
        before, x = x, to_image(filled)
        if np.linalg.norm(x - before) < threshold * np.linalg.norm(before):
            break
    return filled, iteration + 1


def flat(x):
    return np.stack([x.real, x.imag], -1).ravel().tolist()


random = np.random.default_rng(1)
cases = []
for e0, e1, e2 in [
    (8, (16, 5, 15), (1, 0, 0)),
    (8, (16, 0, 10), (1, 0, 0)),
    (7, (15, 4, 14), (1, 0, 0)),
    (7, (15, 0, 9), (1, 0, 0)),
    (8, (20, 2, 13), (1, 0, 0)),
    (6, (16, 8, 15), (1, 0, 0)),
    (6, (8, 0, 7), (12, 3, 11)),
    (6, (9, 0, 8), (11, 0, 8)),
    (8, (24, 6, 23), (16, 0, 11)),
    (7, (15, 0, 9), (13, 3, 12)),
    (5, (22, 6, 19), (9, 1, 8)),
]:
    shape = (e2[0], e1[0], e0)
    z, y, x = np.meshgrid(*[np.linspace(-1, 1, n) if n > 1 else np.zeros(1) for n in shape], indexing="ij")
    image = (np.maximum(abs(x), abs(y)) < 0.7) * (1 + (y > 0.1) + (x > z)) * np.exp(1j * (1 + x - y + 0.5 * y * z))
    k = to_k_space(image + 0.02 * (random.standard_normal(shape) + 1j * random.standard_normal(shape)))
    within = lambda size, first, last: (np.arange(size) >= first) & (np.arange(size) <= last)
    k = (k * lines(within(*e1), within(*e2))).astype(np.complex64).astype(complex)
    short, count = pocs(k, e1, e2, 6, 0.05)
    expected = [
        dict(parameters=dict(method="filter"), data=flat(k * lines(taper(*e1, 0.15), taper(*e2, 0.15)))),
        dict(parameters=dict(method="filter", taper=0.4), data=flat(k * lines(taper(*e1, 0.4), taper(*e2, 0.4)))),
        dict(parameters=dict(method="homodyne"), data=flat(homodyne(k, e1, e2))),
        dict(parameters=dict(method="pocs", threshold=0), data=flat(pocs(k, e1, e2, 6, 0)[0])),
        dict(parameters=dict(method="pocs", threshold=0.05), data=flat(short), iterations=count),
    ]
    cases.append(dict(e0=e0, e1=e1, e2=e2, data=flat(k), expected=expected))
print(json.dumps(cases))
