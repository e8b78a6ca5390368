import { describe, expect, it } from "vitest";
import { transformAxis } from "../../src/numerics/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";

const n = 14;
const scan: PhantomOptions = { matrix: n, partitions: n, coils: 1, noiseLevel: 0, oversampling: 3 };

/** The part of k-space that a sample at the given radius stands for, with `spacing` between those of a spoke. */
type Density = (radius: number, spacing: number, spokes: number) => number;

/** The adjoint by definition, `[z][y][x]` complex, interleaved, with the scale of a unitary transform. */
function gridded(options: PhantomOptions, density: Density): Float64Array {
  const image = new Float64Array(2 * n ** 3);
  const measured = phantom({ ...scan, ...options });
  const { kspaceEncodingStep1 } = measured.header.encoding[0]!.encodingLimits;
  for (const { trajectory, data, header } of measured.acquisitions()) {
    for (let sample = 0; sample < header.numberOfSamples; sample += 1) {
      const [x, y, z] = [...trajectory.subarray(3 * sample, 3 * sample + 3)] as [number, number, number];
      const along = (sample - Math.floor(header.numberOfSamples / 2)) / header.numberOfSamples;
      const spokes = kspaceEncodingStep1!.maximum + 1;
      const weight = apodization(along) * density(Math.abs(along), 1 / header.numberOfSamples, spokes);
      add(image, [x, y, z], [n ** 1.5 * weight * data[2 * sample]!, n ** 1.5 * weight * data[2 * sample + 1]!]);
    }
  }
  return image;
}

/** Adds a plane wave, as the product of those along each axis. */
function add(image: Float64Array, k: readonly [number, number, number], value: readonly [number, number]): void {
  const waves = k.map((each) =>
    Array.from({ length: n }, (_, i) => {
      const phase = 2 * Math.PI * each * (i - n / 2);
      return [Math.cos(phase), Math.sin(phase)] as const;
    }),
  );
  let at = 0;
  for (const [zRe, zIm] of waves[2]!) {
    for (const [yRe, yIm] of waves[1]!) {
      const [a, b] = [zRe * yRe - zIm * yIm, zRe * yIm + zIm * yRe];
      const [re, im] = [a * value[0] - b * value[1], a * value[1] + b * value[0]];
      for (const [xRe, xIm] of waves[0]!) {
        image[at++]! += re * xRe - im * xIm;
        image[at++]! += re * xIm + im * xRe;
      }
    }
  }
}

/** A smooth end at the edge of what is sampled, which spokes and the grid cut at different points. */
const apodization = (radius: number) => Math.cos(Math.PI * Math.min(Math.abs(radius), 0.5)) ** 2;

/** The ground truth with the same smooth end. */
function smoothTruth(options: PhantomOptions): Float32Array {
  const images = phantom({ ...scan, ...options }).arrays.find(({ name }) => name === "coil_images")!.data;
  const axes = [0, 1, 2];
  for (const axis of axes) transformAxis(images, [n, n, n], axis, "forward");
  for (let cell = 0; cell < n ** 3; cell += 1) {
    const [x, y, z] = axes.map((axis) => (Math.floor(cell / n ** axis) % n) / n - 0.5);
    const factor = apodization(Math.hypot(x!, y!, options.trajectory === "koosh-ball" ? z! : 0));
    for (const part of [0, 1]) images[2 * cell + part]! *= factor;
  }
  for (const axis of axes) transformAxis(images, [n, n, n], axis, "inverse");
  return images;
}

describe("a phantom measured in three dimensions", () => {
  it.each<[PhantomOptions, Density]>([
    [
      { trajectory: "stack-of-stars" },
      (radius, spacing, spokes) => ((radius > 0 ? Math.PI * radius : (Math.PI / 4) * spacing) * spacing) / spokes / n,
    ],
    [
      { trajectory: "koosh-ball", interleaves: 900 },
      (radius, spacing, spokes) =>
        ((radius > 0 ? 2 * Math.PI * radius ** 2 : (Math.PI / 6) * spacing ** 2) * spacing) / spokes,
    ],
  ])("has the image of the ground truth: %j", (options, density) => {
    const image = gridded(options, density);
    const truth = smoothTruth(options);
    let [error, power] = [0, 0];
    for (const [i, value] of truth.entries()) {
      // At the edges of the field of view, the truth is periodic, and what is measured is not.
      if ([1, n, n * n].some((stride) => Math.abs((Math.floor(i / 2 / stride) % n) - n / 2) > 0.35 * n)) continue;
      error += (image[i]! - value) ** 2;
      power += value ** 2;
    }
    expect(Math.sqrt(error / power)).toBeLessThan(0.02);
  });
});
