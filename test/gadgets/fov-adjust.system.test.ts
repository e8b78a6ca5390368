import { describe, expect, it } from "vitest";
import fovAdjust from "../../gadgets/coil-images/fov-adjust.ts";
import { relativeError } from "../numerics/reference.ts";
import { encodingOf, headerOf, imageArray } from "../support/messages.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";
import { run } from "../support/run-gadget.ts";

type Triple = readonly [number, number, number];

const missing = skipReason("python");

describe("fov-adjust", () => {
  it.skipIf(missing)(withReason("agrees with NumPy", missing), async () => {
    const script = `
import json
import numpy as np

def centred(transform, data, axis):
    data = transform(np.fft.ifftshift(data, axes=axis), axis=axis, norm="ortho")
    return np.fft.fftshift(data, axes=axis)

def resize(data, axis, size):
    n = data.shape[axis]
    before = max(size // 2 - n // 2, 0)
    width = [(0, 0)] * data.ndim
    width[axis] = (before, max(size - before - n, 0))
    data = np.pad(data, width)
    first = data.shape[axis] // 2 - size // 2 if before == 0 else 0
    return np.take(data, range(max(n // 2 - size // 2, 0), max(n // 2 - size // 2, 0) + size), axis=axis)

rng = np.random.default_rng(3)
out = []
# z, y, x of the image that there is; fields of view; matrix that is wanted
for shape, fov, recon_fov, matrix in (
    ((1, 12, 16), (5, 240, 320), (5, 160, 320), (1, 8, 16)),
    ((1, 9, 15), (5, 180, 150), (5, 180, 150), (1, 20, 15)),
    ((5, 8, 10), (25, 160, 200), (20, 120, 200), (6, 9, 7)),
):
    image = (rng.normal(size=shape) + 1j * rng.normal(size=shape)).astype(np.complex64)
    result = image.astype(complex)
    for axis in range(3):
        n = shape[axis]
        if n == 1:
            continue
        resampled = round(fov[axis] / recon_fov[axis] * matrix[axis])
        k = resize(centred(np.fft.fft, result, axis), axis, resampled)
        result = resize(centred(np.fft.ifft, k, axis) * np.sqrt(resampled / n), axis, matrix[axis])
    flat = lambda a: np.ascontiguousarray(a).view(a.real.dtype).ravel().tolist()
    out.append(dict(shape=shape, fov=fov, reconFov=recon_fov, matrix=matrix, image=flat(image), expected=flat(result)))
print(json.dumps(out))
`;
    const cases = JSON.parse(runPython(script)) as Record<
      "shape" | "fov" | "reconFov" | "matrix" | "image" | "expected",
      number[]
    >[];
    expect(cases).toHaveLength(3);
    for (const { shape, fov, reconFov, matrix, image, expected } of cases) {
      const flipped = (triple: number[]) => triple.toReversed() as unknown as Triple;
      const header = headerOf(encodingOf({ recon: flipped(matrix), reconFov: flipped(reconFov) }));
      const [x, y, z] = flipped(shape);
      const images = imageArray({ x, y, z });
      const headers = images.headers.map((each) => each.with({ fieldOfView: flipped(fov) }));
      const sent = { ...images, data: Float32Array.from(image), headers };
      const [result] = await run(fovAdjust, "image-array", [sent], { header });
      expect(relativeError(result!.data, expected)).toBeLessThan(1e-6);
    }
  });
});
