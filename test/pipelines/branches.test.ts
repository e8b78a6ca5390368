import { describe, expect, it } from "vitest";
import { type Image, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { library } from "../support/session.ts";

const options: PhantomOptions = { matrix: 32, matrixY: 24, coils: 4, noiseReadouts: 16, phaseMap: true, slices: 2 };
const imagesOf = async (chain: string, more: PhantomOptions = {}, parameters: Record<string, string> = {}) => {
  const measured = phantom({ ...options, ...more });
  return (await reconstruct(chain, measured.header, measured.acquisitions(), { parameters })).images;
};
const pixels = (images: readonly Image[]) => images.map(({ data }) => data);

/** Complex pixels, interleaved. */
function turned(magnitude: Image, phase: Image): Float64Array {
  const values = Float64Array.from(magnitude.data as Float32Array);
  const angles = phase.data as Float32Array;
  return Float64Array.from({ length: 2 * values.length }, (_, i) => {
    const angle = angles[i >> 1]!;
    return values[i >> 1]! * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}

describe("cartesian-magnitude-phase", async () => {
  const images = await imagesOf("cartesian-magnitude-phase");
  const ofType = (type: number) => images.filter(({ header }) => header.imageType === type);
  const [magnitudes, phases] = [ofType(ImageType.magnitude), ofType(ImageType.phase)];

  it("yields the magnitude images of `cartesian`, bit by bit", async () => {
    expect(magnitudes).toHaveLength(2);
    expect(pixels(magnitudes)).toEqual(pixels(await imagesOf("cartesian")));
  });

  it("yields the phase images of `cartesian-full`, if nothing needs to be filled or resampled", async () => {
    expect(phases).toHaveLength(2);
    const expected = await imagesOf("cartesian-full", {}, { images: "phase" });
    for (const [i, image] of phases.entries()) {
      // Compared as complex numbers, since the phase of weak pixels is arbitrary.
      expect(relativeError(turned(magnitudes[i]!, image), turned(magnitudes[i]!, expected[i]!))).toBeLessThan(1e-5);
    }
  });

  it("assigns each its own series and history, slice by slice", () => {
    expect(images.map(({ header }) => [header.imageSeriesIndex, header.slice])).toEqual([
      [0, 0],
      [3000, 0],
      [0, 1],
      [3000, 1],
    ]);
    const steps = ["noise-adjust", "remove-oversampling", "accumulate", "to-buffer", "fft", "coil-combine", "extract"];
    for (const { attributes } of images) {
      expect(parseAttributes(attributes).get("ImageProcessingHistory")).toEqual(steps);
    }
  });

  it("yields the same phase for contrasts of one object", async () => {
    const echoes = await imagesOf("cartesian-magnitude-phase", {
      contrasts: 2,
      slices: 1,
      noiseLevel: 0,
      noiseReadouts: 0,
    });
    expect(echoes.map(({ header }) => [header.imageType, header.contrast])).toEqual([
      [ImageType.magnitude, 0],
      [ImageType.magnitude, 1],
      [ImageType.phase, 0],
      [ImageType.phase, 1],
    ]);
    const [magnitude, , first, second] = echoes as [Image, Image, Image, Image];
    expect(relativeError(turned(magnitude, second), turned(magnitude, first))).toBeLessThan(1e-5);
    expect(Math.max(...(first.data as Float32Array))).toBeGreaterThan(0.5);
  });
});

describe("branches that produce images of one series", async () => {
  const { header, acquisitions } = phantom({ matrix: 16, coils: 2 });
  const chain = (second: string, after = "") =>
    library.compile(`description: d
chain:
  - accumulate
  - to-buffer
  - fft
  - parallel:
      rss: [coil-combine: { method: rss }, extract]
      adaptive: [coil-combine, ${second}]
${after}`);
  const warnings = async (...texts: Parameters<typeof chain>) => {
    const { reported } = await reconstruct(await chain(...texts), header, acquisitions());
    return reported.filter((line) => line.includes("branches"));
  };

  it("are reported once, with the series", async () => {
    expect(await warnings("extract")).toEqual([
      "warning: branches rss and adaptive both produce images of series 0; set another series in one of them",
    ]);
  });

  it("are not a fault if the series differ, or a later step numbers them", async () => {
    expect(await warnings("extract: { series: 1 }")).toEqual([]);
    expect(await warnings("extract", "  - number-series\n")).toEqual([]);
  });
});
