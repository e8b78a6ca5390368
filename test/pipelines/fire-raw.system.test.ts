import { describe, expect, it } from "vitest";
import {
  type Acquisition,
  AcquisitionFlag,
  DataType,
  ImageType,
  type MrdHeader,
  type MrdHeaderInput,
} from "../../src/mrd/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { encodingOf, gaussian, headerOf, noiseReadout, readout, waveform } from "../support/messages.ts";
import { withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { expectPixels, fireReference, knownAttributes, lineOf, noReference } from "./fire-reference.ts";

/** FIRE's modules on readouts: whole chains, compared with NumPy. */

type Triple = readonly [number, number, number];
interface Scan {
  readonly header: MrdHeader;
  readonly lines: readonly Acquisition[];
  /** Input of the reference. */
  readonly encoded: Triple;
  readonly recon: Triple;
}

const geometry = { position: [1, 2, 3], readDir: [0, 1, 0], phaseDir: [1, 0, 0], sliceDir: [0, 0, -1] };
const last = [AcquisitionFlag.lastInSlice];

/** Lines of one slice, the last of which is flagged; half of k-space is weak, as for a real object. */
function slice(
  [samples, lines]: Triple,
  { phases = 1, slice = 0, short = 0, order = (line: number) => line, center = 0 } = {},
): Acquisition[] {
  return Array.from({ length: lines * phases }, (_, i) => {
    const [line, phase] = [order(i % lines), Math.floor(i / lines)];
    const numberOfSamples = samples - short;
    const scanCounter = slice * 100 + i + 1;
    const weight = Math.exp(-((line - lines / 2) ** 2) / lines);
    return readout({
      ...geometry,
      scanCounter,
      slice,
      phase,
      kspaceEncodeStep1: line,
      numberOfSamples,
      activeChannels: 3,
      patientTablePosition: [0, 0, 7],
      measurementUid: 5,
      userInt: [line, 0, 0, 0, 0, 0, 0, 0],
      user: [0, 0, 0, 0, 0, center, 0, 0],
      flags: i === lines * phases - 1 ? last : [],
      data: gaussian(2 * numberOfSamples * 3, scanCounter).map((value) => value * weight),
    });
  });
}

function scan(lines: readonly Acquisition[], encoded: Triple, recon: Triple, rest: MrdHeaderInput = {}): Scan {
  return { header: headerOf(encodingOf({ encoded, recon }), rest), lines, encoded, recon };
}
const bits = (value: number): MrdHeaderInput => ({
  userParameters: { userParameterLong: [{ name: "BitsStored", value }] },
});

const plane: Triple = [24, 16, 1];
const recon: Triple = [12, 10, 1];
const backward = (line: number) => 15 - line;
const simple = {
  even: scan(
    [0, 1].flatMap((each) => slice(plane, { slice: each, order: backward })),
    plane,
    recon,
  ),
  odd: scan(slice([15, 11, 1]), [15, 11, 1], [7, 6, 1]),
  bits: scan(slice(plane), plane, [0, 0, 0], bits(8)),
};
const inverting = {
  phases: scan(slice(plane, { phases: 2, center: 6 }), plane, recon),
  short: scan(slice(plane, { short: 7 }), plane, recon),
  partial: scan([...slice(plane).slice(0, 10), ...slice(plane).slice(-1)], plane, recon),
  odd: scan(slice([15, 11, 1]), [15, 11, 1], [7, 6, 1]),
};
const groups = (lines: readonly Acquisition[]) =>
  [...new Set(lines.map(({ header }) => header.slice))].map((each) =>
    lines.filter(({ header }) => header.slice === each).map(lineOf),
  );
const describeScan = ({ lines, encoded, recon: kept }: Scan) => ({ lines: lines.map(lineOf), encoded, recon: kept });
const invert = (given: Scan, options = "") => ({ module: "invertcontrast", options, ...describeScan(given) });
const expected = fireReference({
  even: { module: "simplefft", groups: groups(simple.even.lines), encoded: plane, recon },
  odd: { module: "simplefft", groups: groups(simple.odd.lines), encoded: [15, 11, 1], recon: [7, 6, 1] },
  bits: { module: "simplefft", groups: groups(simple.bits.lines), encoded: plane, recon: [0, 0, 0], bits: 8 },
  phases: invert(inverting.phases),
  short: invert(inverting.short),
  partial: invert(inverting.partial),
  oddInverted: invert(inverting.odd),
  complex: invert(inverting.phases, "complex"),
  bartPhases: { module: "bartfire", ...describeScan(inverting.phases) },
  bartShort: { module: "bartfire", ...describeScan(inverting.short) },
});
const directions = {
  ImageRowDir: ["0.000000000000000000", "1.000000000000000000", "0.000000000000000000"],
  ImageColumnDir: ["1.000000000000000000", "0.000000000000000000", "0.000000000000000000"],
};

describe.skipIf(noReference)(withReason("simplefft", noReference), () => {
  it.each(["even", "odd", "bits"] as const)("yields the pixels of NumPy: %s", async (name) => {
    const { header, lines } = simple[name];
    const { images, reported } = await reconstruct("simplefft", header, lines);
    expectPixels(images, expected[name]);
    expect(reported).toEqual([]);
  });

  it("yields FIRE's header and attributes", async () => {
    const { header, lines } = simple.even;
    const { images } = await reconstruct("simplefft", header, lines);
    for (const [i, image] of images.entries()) {
      expect(image.data).toBeInstanceOf(Int16Array);
      expect(image.header.toObject()).toMatchObject({
        ...geometry,
        dataType: DataType.short,
        imageType: ImageType.magnitude,
        matrixSize: [12, 10, 1],
        fieldOfView: [24, 20, 2],
        channels: 1,
        slice: i,
        acquisitionTimeStamp: 1000 + 100 * i + 1, // of the first line
        patientTablePosition: [0, 0, 7],
        measurementUid: 5,
        imageSeriesIndex: 0,
        imageIndex: i + 1,
      });
      expect(knownAttributes(image)).toEqual({ ...expected.even[i]!.attributes, ...directions });
    }
  });

  it("excludes noise, navigators, calibration and phase correction, and does not return waveforms", async () => {
    const { header, lines } = simple.even;
    const others = (["navigationData", "parallelCalibration", "phaseCorrectionData"] as const).map((name, i) =>
      readout({ scanCounter: 900 + i, activeChannels: 3, flags: [AcquisitionFlag[name]] }),
    );
    const sent = [noiseReadout(), waveform(), ...others, ...lines, waveform({ timeStamp: 5000 })];
    const { images } = await reconstruct("simplefft", header, sent);
    expectPixels(images, expected.even);
  });

  it("separates interleaved slices, the last without a flag", async () => {
    const { header, lines } = simple.even;
    const interleaved = lines.slice(0, 16).flatMap((line, i) => [line, lines[16 + i]!]);
    const unflagged = interleaved.with(-1, {
      ...interleaved.at(-1)!,
      header: interleaved.at(-1)!.header.with({ flags: 0n }),
    });
    const { images } = await reconstruct("simplefft", header, unflagged);
    expectPixels(images, expected.even);
  });
});

describe.skipIf(noReference)(withReason("bartfire", noReference), () => {
  it.each([
    ["phases", "bartPhases"],
    ["short", "bartShort"],
  ] as const)("yields the pixels of NumPy, and FIRE's header and attributes: %s", async (name, reference) => {
    const { images } = await reconstruct("bartfire", inverting[name].header, inverting[name].lines);
    expectPixels(images, expected[reference]);
    for (const [phase, image] of images.entries()) {
      expect(image.header.toObject()).toMatchObject({ ...geometry, dataType: DataType.short, phase });
      expect(knownAttributes(image)).toEqual({ ...expected[reference][phase]!.attributes, ...directions });
    }
  });
});

describe.skipIf(noReference)(withReason("invertcontrast of readouts", noReference), () => {
  it.each([
    ["phases", "phases"],
    ["short", "short"],
    ["partial", "partial"],
    ["odd", "oddInverted"],
  ] as const)("gives the pixels of NumPy: %s", async (name, reference) => {
    const { images } = await reconstruct("invertcontrast", inverting[name].header, inverting[name].lines);
    expectPixels(images, expected[reference]);
  });

  it("yields FIRE's header, from the line that user[5] names, and its attributes", async () => {
    const { images } = await reconstruct("invertcontrast", inverting.phases.header, inverting.phases.lines);
    for (const [phase, image] of images.entries()) {
      expect(image.header.toObject()).toMatchObject({
        ...geometry,
        dataType: DataType.short,
        imageType: ImageType.magnitude,
        matrixSize: [12, 10, 1],
        fieldOfView: [24, 20, 2],
        phase,
        acquisitionTimeStamp: 1000 + 16 * phase + 7,
        userInt: [6, 0, 0, 0, 0, 0, 0, 0],
        imageSeriesIndex: 0,
        imageIndex: phase + 1,
      });
      expect(knownAttributes(image)).toEqual({ ...expected.phases[phase]!.attributes, ...directions });
    }
  });

  it("keeps the scale, and floats, with options = complex", async () => {
    const parameters = { options: "complex" };
    const { header, lines } = inverting.phases;
    const { images } = await reconstruct("invertcontrast", header, lines, { parameters });
    for (const [i, image] of images.entries()) {
      expect(image.header).toMatchObject({ dataType: DataType.float, imageType: ImageType.magnitude });
      expect(relativeError(image.data as Float32Array, expected.complex[i]!.data)).toBeLessThan(1e-5);
      const { WindowCenter, WindowWidth, ...others } = expected.complex[i]!.attributes;
      expect(knownAttributes(image)).toMatchObject(others);
      const found = knownAttributes(image);
      expect(Number(found.WindowCenter) / Number(WindowCenter)).toBeCloseTo(1, 5);
      expect(Number(found.WindowWidth) / Number(WindowWidth)).toBeCloseTo(1, 5);
    }
  });

  it("reports that there is no original to return", async () => {
    const { header, lines } = inverting.short;
    const { images, reported } = await reconstruct("invertcontrast", header, lines, {
      parameters: { sendOriginal: "True" },
    });
    expectPixels(images, expected.short);
    expect(reported).toContain("warning: bypass: no magnitude image to copy");
  });

  it("averages repeated lines, or keeps the last with average = keep-last, as FIRE does", async () => {
    const { header, lines } = inverting.short;
    const unflagged = lines.map((line) => ({ ...line, header: line.header.with({ flags: 0n }) }));
    const again = lines.map((line) => ({ ...line, header: line.header.with({ average: 1 }) }));
    const times = (factor: number) => unflagged.map((line) => ({ ...line, data: line.data.map((v) => factor * v) }));
    // The mean of five times a line and the line itself is three times the line, which the scaling cancels.
    expectPixels((await reconstruct("invertcontrast", header, [...times(5), ...again])).images, expected.short);
    const parameters = { average: "keep-last" };
    const other = unflagged.map((line, i) => ({ ...line, data: gaussian(line.data.length, i) }));
    const kept = await reconstruct("invertcontrast", header, [...other, ...again], { parameters });
    expectPixels(kept.images, expected.short);
  });
});
