import { describe, expect, it } from "vitest";
import { AcquisitionFlag, type Image, parseAttributes, parseHeader } from "../../src/mrd/index.ts";
import { rootSumOfSquares } from "../gadgets/recon-reference.ts";
import { directTransform, relativeError } from "../numerics/reference.ts";
import { allLines, encodingOf, gaussian, headerOf, noiseReadout, readout } from "../support/messages.ts";
import { reconstruct } from "../support/reconstruct.ts";

/** Undocumented properties of real files; each must yield the correct image, or an error that names the cause. */

const encoding = encodingOf({ encoded: [16, 8, 1] });
const lines = allLines(encoding);
const only = async (header = headerOf(encoding), messages = lines, chain = "default") => {
  const { images, reported } = await reconstruct(chain, header, messages);
  expect(images).toHaveLength(1);
  return { image: images[0]!, reported };
};
const attribute = ({ attributes }: Image, name: string) => parseAttributes(attributes).get(name)?.[0];

/** The magnitude image of readouts of 2 coils and 16 samples, by the definition of the transform, in float64. */
function expected(rows: readonly (Float32Array | undefined)[]): Float64Array {
  const [samples, coils] = [16, 2];
  const size = rows.length;
  const images = new Float64Array(2 * samples * size * coils);
  for (let coil = 0; coil < coils; coil += 1) {
    const transformed = rows.map((row) =>
      row === undefined
        ? new Float64Array(2 * samples)
        : directTransform("inverse", row.subarray(2 * samples * coil, 2 * samples * (coil + 1))),
    );
    for (let x = 0; x < samples; x += 1) {
      const column = Float32Array.from(transformed.flatMap((row) => [row[2 * x]!, row[2 * x + 1]!]));
      const result = directTransform("inverse", column);
      for (let y = 0; y < size; y += 1) {
        const to = 2 * ((coil * size + y) * samples + x);
        images[to] = result[2 * y]!;
        images[to + 1] = result[2 * y + 1]!;
      }
    }
  }
  const combined = rootSumOfSquares(images, coils, samples * size);
  return combined.filter((_, i) => i % 2 === 0);
}
const isRight = (image: Image, rows: readonly (Float32Array | undefined)[] = lines.map(({ data }) => data)) =>
  expect(relativeError(image.data as Float32Array, expected(rows))).toBeLessThan(1e-6);

describe("headers", () => {
  it("without any optional element", async () => {
    const space = (name: string) =>
      `<${name}><matrixSize><x>16</x><y>8</y><z>1</z></matrixSize>` +
      `<fieldOfView_mm><x>160</x><y>80</y><z>5</z></fieldOfView_mm></${name}>`;
    const xml = `<ismrmrdHeader><encoding>${space("encodedSpace")}${space("reconSpace")}</encoding></ismrmrdHeader>`;
    for (const chain of ["default", "cartesian"]) isRight((await only(parseHeader(xml), lines, chain)).image);
  });

  it("with integers as decimals and prefixed names", async () => {
    const space = (name: string) =>
      `<ns0:${name}><ns0:matrixSize><ns0:x>16.000000</ns0:x><ns0:y>8.0</ns0:y><ns0:z>1.0</ns0:z></ns0:matrixSize>` +
      `<ns0:fieldOfView_mm><ns0:x>160.000000</ns0:x><ns0:y>80</ns0:y><ns0:z>5</ns0:z></ns0:fieldOfView_mm></ns0:${name}>`;
    const step = "<ns0:minimum>0.0</ns0:minimum><ns0:maximum>7.000000</ns0:maximum><ns0:center>4.0</ns0:center>";
    const limits = `<ns0:encodingLimits><ns0:kspace_encoding_step_1>${step}</ns0:kspace_encoding_step_1></ns0:encodingLimits>`;
    const xml =
      `<ns0:ismrmrdHeader xmlns:ns0="http://www.ismrm.org/ISMRMRD"><ns0:encoding>${space("encodedSpace")}` +
      `${space("reconSpace")}${limits}</ns0:encoding></ns0:ismrmrdHeader>`;
    isRight((await only(parseHeader(xml))).image);
  });

  it("without limits of the second phase encoding", async () => {
    const kspaceEncodingStep1 = { minimum: 0, maximum: 7, center: 4 };
    isRight((await only(headerOf({ ...encoding, encodingLimits: { kspaceEncodingStep1 } }))).image);
  });

  it("with an off-centre k-space centre: partial Fourier leaves the first rows empty", async () => {
    const kspaceEncodingStep1 = { minimum: 0, maximum: 5, center: 2 };
    const header = headerOf({ ...encoding, encodingLimits: { kspaceEncodingStep1 } });
    const { image, reported } = await only(header, lines.slice(0, 6));
    isRight(image, [undefined, undefined, ...lines.slice(0, 6).map(({ data }) => data)]);
    expect(reported).toEqual([]);
  });

  it("with limits that the data exceed: lines are placed by their counters, and the client is warned once", async () => {
    const kspaceEncodingStep1 = { minimum: 0, maximum: 5, center: 4 };
    const header = headerOf({ ...encoding, encodingLimits: { kspaceEncodingStep1 } });
    const { image, reported } = await only(header, lines);
    isRight(image);
    expect(reported).toEqual([
      "warning: to-buffer: encoding 0: encodingLimits.kspaceEncodingStep1: it is 0..5, but readouts have 0..7. " +
        "Lines within the encoded matrix are placed by their counter all the same.",
    ]);
  });

  it("with limits beyond the matrix: readouts outside it are discarded, reported and recorded in the image", async () => {
    const kspaceEncodingStep1 = { minimum: 0, maximum: 9, center: 4 };
    const header = headerOf({ ...encoding, encodingLimits: { kspaceEncodingStep1 } });
    const more = [8, 9].map((kspaceEncodeStep1) => readout({ kspaceEncodeStep1, scanCounter: 10 }));
    const { image, reported } = await only(header, [...lines, ...more]);
    isRight(image);
    expect(reported).toEqual(["warning: to-buffer: 2 readouts are outside the encoded matrix and were discarded"]);
    expect(attribute(image, "LarmorDroppedReadouts")).toBe("2");
  });

  it("with fields of view that differ along x only, as with readout oversampling", async () => {
    const oversampled = encodingOf({
      encoded: [32, 8, 1],
      recon: [16, 8, 1],
      encodedFov: [320, 80, 5],
      reconFov: [160, 80, 5],
    });
    const sent = allLines(oversampled);
    const { image } = await only(headerOf(oversampled), sent);
    expect(image.header.matrixSize).toEqual([16, 8, 1]);
    expect(image.header.fieldOfView).toEqual([160, 80, 5]);
  });

  it("with fields of view that differ along x though the matrices agree: the pixels follow the fields of view", async () => {
    const mismatched = encodingOf({ encoded: [16, 8, 1], encodedFov: [200, 80, 5], reconFov: [160, 80, 5] });
    const { image } = await only(headerOf(mismatched));
    expect(image.header.matrixSize).toEqual([16, 8, 1]);
    expect(image.data.every((pixel) => Number.isFinite(Number(pixel)))).toBe(true);
  });
});

describe("readouts", () => {
  it("of fewer channels than are available", async () => {
    isRight((await only(headerOf(encoding), allLines(encoding, { availableChannels: 64 }))).image);
  });

  it("without any first or last flag", async () => {
    expect(lines.every(({ header }) => header.flags === 0n)).toBe(true);
    isRight((await only()).image);
  });

  it("with direction vectors of zero", async () => {
    const sent = allLines(encoding, { readDir: [0, 0, 0], phaseDir: [0, 0, 0], sliceDir: [0, 0, 0] });
    isRight((await only(headerOf(encoding), sent)).image);
  });

  it("of an incomplete repetition: an image of the acquired lines, and a warning", async () => {
    const second = allLines(encoding, { repetition: 1, scanCounter: 9 }).slice(0, 5);
    const { images, reported } = await reconstruct("default", headerOf(encoding), [...lines, ...second]);
    expect(images).toHaveLength(2);
    isRight(images[0]!);
    isRight(images[1]!, [...second.map(({ data }) => data), undefined, undefined, undefined]);
    expect(images.map((image) => attribute(image, "LarmorLines"))).toEqual(["8", "5"]);
    expect(reported).toEqual([
      "warning: to-buffer: incomplete: 5 of 8 lines were acquired, in 1 of 2 k-spaces; the others are zero",
    ]);
  });

  it("of noise first, though the chain has no noise step", async () => {
    const { image, reported } = await only(headerOf(encoding), [noiseReadout(), ...lines]);
    isRight(image);
    expect(reported).toEqual([expect.stringMatching(/^info: accumulate: 1 noise readout is not used/)]);
  });

  it.each([
    "navigationData",
    "phaseCorrectionData",
    "dummyScanData",
    "rtFeedbackData",
    "hpFeedbackData",
    "surfaceCoilCorrectionScanData",
    "parallelCalibration",
  ] as const)("of %s never get into the image", async (flag) => {
    const other = readout({
      flags: [AcquisitionFlag[flag]],
      kspaceEncodeStep1: 4,
      data: gaussian(64, 99),
      scanCounter: 50,
    });
    isRight((await only(headerOf(encoding), [...lines.slice(0, 4), other, ...lines.slice(4), other])).image);
  });

  it("in reverse", async () => {
    const reversed = lines.map((line, i) => {
      if (i % 2 === 0) return line;
      const data = new Float32Array(line.data.length);
      for (let coil = 0; coil < 2; coil += 1) {
        for (let x = 0; x < 16; x += 1) {
          const from = 2 * (16 * coil + 15 - x);
          data.set(line.data.subarray(from, from + 2), 2 * (16 * coil + x));
        }
      }
      const fields = { scanCounter: i, kspaceEncodeStep1: i, flags: [AcquisitionFlag.reverse] };
      return readout({ ...fields, data });
    });
    isRight((await only(headerOf(encoding), reversed)).image);
  });

  it("of several averages: their mean if the chain merges them, otherwise one image per average", async () => {
    const again = lines.map(({ data }, i) =>
      readout({ average: 1, kspaceEncodeStep1: i, scanCounter: 9 + i, data: data.map((value) => 3 * value) }),
    );
    const merged = await only(headerOf(encoding), [...lines, ...again], "cartesian");
    isRight(
      merged.image,
      lines.map(({ data }) => data.map((value) => 2 * value)),
    );
    expect(attribute(merged.image, "LarmorAveragedLines")).toBe("8");
    expect(attribute(merged.image, "LarmorMostAverages")).toBe("2");
    const apart = await reconstruct("default", headerOf(encoding), [...lines, ...again]);
    expect(apart.images.map(({ header }) => header.average)).toEqual([0, 1]);
    isRight(
      apart.images[1]!,
      again.map(({ data }) => data),
    );
  });

  it("in segments that fill one k-space", async () => {
    const segmented = lines.map(({ data }, i) =>
      readout({ kspaceEncodeStep1: i, segment: i % 3, scanCounter: i, data }),
    );
    isRight((await only(headerOf(encoding), segmented, "cartesian")).image);
  });

  it("of slices in any order", async () => {
    const slices = [2, 0, 1].flatMap((slice) => allLines(encoding, { slice, scanCounter: 10 * slice + 1 }));
    const interleaved = slices.map((_, i) => slices[(i % 3) * 8 + Math.floor(i / 3)]!);
    const { images } = await reconstruct("default", headerOf(encoding), interleaved);
    expect(images.map(({ header }) => header.slice)).toEqual([0, 1, 2]);
    for (const [slice, image] of images.entries()) {
      isRight(
        image,
        allLines(encoding, { slice, scanCounter: 10 * slice + 1 }).map(({ data }) => data),
      );
    }
  });

  it.each(["contrast", "phase", "repetition", "set"] as const)(
    "of several values of %s, one image per value",
    async (counter) => {
      const sent = [0, 2].flatMap((value) => allLines(encoding, { [counter]: value, scanCounter: 1 + 10 * value }));
      const { images } = await reconstruct("cartesian", headerOf(encoding), sent);
      expect(images.map(({ header }) => header[counter])).toEqual([0, 2]);
      isRight(
        images[1]!,
        allLines(encoding, { scanCounter: 21 }).map(({ data }) => data),
      );
    },
  );

  it("of two encodings, each with its own matrix and images", async () => {
    const small = encodingOf({ encoded: [16, 4, 1] });
    const second = allLines(small, { encodingSpaceRef: 1, scanCounter: 40 });
    const { images } = await reconstruct("cartesian", headerOf([encoding, small]), [...lines, ...second]);
    expect(images.map(({ header }) => header.matrixSize)).toEqual([
      [16, 8, 1],
      [16, 4, 1],
    ]);
    expect(images.map(({ header }) => header.imageSeriesIndex)).toEqual([0, 1]);
    isRight(images[0]!);
    isRight(
      images[1]!,
      second.map(({ data }) => data),
    );
  });

  it.each(["default", "cartesian-full"])(
    "that discard all of their samples: an error that names one, by %s",
    async (chain) => {
      const oversampled = encodingOf({ encoded: [32, 8, 1], recon: [16, 8, 1] });
      const sent = allLines(oversampled, { discardPre: 20, discardPost: 20, centerSample: 9 });
      await expect(reconstruct(chain, headerOf(oversampled), sent)).rejects.toThrow(/readout 1 has nothing to place/);
    },
  );

  it("with discarded samples", async () => {
    const sent = lines.map(({ data }, i) => {
      const padded = gaussian(2 * 20 * 2, 500 + i);
      for (const coil of [0, 1]) padded.set(data.subarray(32 * coil, 32 * (coil + 1)), 40 * coil + 2 * 3);
      const shape = { numberOfSamples: 20, centerSample: 11, discardPre: 3, discardPost: 1 };
      return readout({ ...shape, kspaceEncodeStep1: i, scanCounter: i + 1, data: padded });
    });
    isRight((await only(headerOf(encoding), sent)).image);
  });
});
