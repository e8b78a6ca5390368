import { describe, expect, it } from "vitest";
import { compileChain } from "../../src/chain/index.ts";
import { type Acquisition, AcquisitionFlag, type Image, parseAttributes } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { library } from "../support/session.ts";

const options: PhantomOptions = { matrix: 48, coils: 8, noiseLevel: 1e-3, phaseMap: true };

/** Images of the maps of a phantom, as a chain sends them. */
async function mapsOf(
  given: PhantomOptions,
  parameters: string,
  change: (readouts: Acquisition[]) => Acquisition[] = (readouts) => readouts,
) {
  const measured = phantom({ ...options, ...given });
  const text = [
    "description: Coil maps.",
    "chain: [remove-oversampling, accumulate: { trigger: repetition }, to-buffer, coil-maps: {PARAMETERS}, fov-adjust, extract: { as: [complex] }]",
  ].join("\n");
  const chain = await compileChain("maps", "maps.yaml", text.replace("PARAMETERS", parameters), library.registry);
  const readouts = change([...measured.acquisitions()].filter((message) => message.kind === "acquisition"));
  return { ...(await reconstruct(chain, measured.header, readouts)), measured };
}

/** 1 − |cos| of the angle between maps and the true sensitivities, in the object; the largest. */
function angle(image: Image, measured: ReturnType<typeof phantom>): number {
  const [csm, coilImages] = ["csm", "coil_images"].map((name) => measured.arrays.find((each) => each.name === name)!);
  const [maps, pixels, coils] = [image.data as Float32Array, 48 * 48, 8];
  const strength = Float64Array.from({ length: pixels }, (_, i) => {
    const at = (i % 48) + 24 + 96 * Math.floor(i / 48);
    let power = 0;
    for (let coil = 0; coil < coils; coil += 1) {
      const [re, im] = coilImages!.data.subarray(2 * (coil * 96 * 48 + at)) as unknown as [number, number];
      power += re * re + im * im;
    }
    return power;
  });
  const most = strength.reduce((a, b) => Math.max(a, b));
  let largest = 0;
  for (let i = 0; i < pixels; i += 1) {
    if (strength[i]! < 0.01 * most) continue;
    let [re, im, ours, true_] = [0, 0, 0, 0];
    for (let at = 2 * i; at < maps.length; at += 2 * pixels) {
      const [a, b, c, d] = [maps[at]!, maps[at + 1]!, csm!.data[at]!, csm!.data[at + 1]!];
      re += a * c + b * d;
      im += a * d - b * c;
      ours += a * a + b * b;
      true_ += c * c + d * d;
    }
    expect(ours).toBeCloseTo(1, 4);
    largest = Math.max(largest, 1 - Math.hypot(re, im) / Math.sqrt(ours * true_));
  }
  return largest;
}

const attribute = ({ attributes }: Image, name: string) => parseAttributes(attributes).get(name);

describe("coil-maps", () => {
  it.each([
    ["direct", 0.05],
    ["inati", 0.05],
    ["walsh", 0.05],
    ["espirit", 0.005],
  ])("by %s are near the true sensitivities in the object, of unit norm", async (method, most) => {
    const { images, measured, reported } = await mapsOf({}, ` method: ${method} `);
    expect(images).toHaveLength(1);
    expect(images[0]!.header).toMatchObject({ channels: 8, matrixSize: [48, 48, 1], imageSeriesIndex: 4600 });
    expect(attribute(images[0]!, "LarmorPixels")![0]).toBe(
      `coil sensitivities by ${method}, of unit norm over the channels`,
    );
    expect(angle(images[0]!, measured)).toBeLessThan(most);
    expect(reported).toContain(
      `info: coil-maps: maps of 8 coils by ${method}, from a calibration of 48: a series of their own (+600)`,
    );
  });

  it("come once for each slice and calibration", async () => {
    const accelerated = { acceleration: 2, calibrationWidth: 20, singleLattice: true, slices: 2 } as const;
    const kept = await mapsOf({ ...accelerated, calibrationMode: "separate", repetitions: 3 }, "");
    expect(kept.images.map(({ header }) => header.slice)).toEqual([0, 1]);
    const renewed = await mapsOf({ ...accelerated, calibrationMode: "embedded", repetitions: 3 }, "");
    expect(renewed.images.map(({ header }) => header.repetition)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("are those of the reference or of the data, as chosen", async () => {
    const separate = {
      calibrationMode: "separate",
      calibrationWidth: 20,
      acceleration: 2,
      singleLattice: true,
    } as const;
    const only = ({ header }: Acquisition) => header.has(AcquisitionFlag.parallelCalibration);
    const { images } = await mapsOf(separate, " from: reference, method: espirit ");
    expect(images).toHaveLength(1);
    await expect(mapsOf(separate, " from: data ")).rejects.toThrow(/coil maps need a calibration of at least 8 lines/);
    const full = await mapsOf({ calibrationMode: "auto" }, " from: data, method: espirit ");
    expect(angle(full.images[0]!, full.measured)).toBeLessThan(0.005);
    await expect(
      mapsOf(separate, " from: reference ", (readouts) => readouts.filter((readout) => !only(readout))),
    ).rejects.toThrow(/coil maps need a calibration of at least 8 lines/);
  });
});
