import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AcquisitionFlag, type AcquisitionHeader } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { compareLines, linesOf, readoutsOf } from "./judge.ts";

const small = { matrix: 6, coils: 2, oversampling: 1, noiseLevel: 0 } as const;

function headersOf(options: PhantomOptions): AcquisitionHeader[] {
  return linesOf(options).map(({ header }) => header);
}

/** An arbitrary measurement with all loops, most with one or two iterations. */
const measurements = fc
  .record({
    matrixY: fc.integer({ min: 4, max: 7 }),
    planes: fc.integer({ min: 1, max: 3 }),
    threeDimensional: fc.boolean(),
    interleaved: fc.boolean(),
    contrasts: fc.integer({ min: 1, max: 2 }),
    averages: fc.integer({ min: 1, max: 2 }),
    phases: fc.integer({ min: 1, max: 2 }),
    sets: fc.integer({ min: 1, max: 2 }),
    segments: fc.integer({ min: 1, max: 2 }),
    repetitions: fc.integer({ min: 1, max: 2 }),
    acceleration: fc.integer({ min: 1, max: 2 }),
    partialFourier: fc.constantFrom(1, 0.8),
    alternating: fc.boolean(),
    secondEncoding: fc.constantFrom(0, 2),
    dummies: fc.integer({ min: 0, max: 2 }),
    navigators: fc.boolean(),
    phaseCorrection: fc.boolean(),
    noiseReadouts: fc.integer({ min: 0, max: 1 }),
  })
  .map(({ planes, threeDimensional, interleaved, ...rest }) => ({
    ...rest,
    slices: threeDimensional ? 1 : planes,
    partitions: threeDimensional ? planes : 1,
    interleaved: interleaved && !threeDimensional && planes > 1,
    matrix: 4,
    coils: 1,
    oversampling: 1,
    noiseLevel: 0,
  }));

/** Counters, from the outermost inwards. */
const enclosing = [
  "repetition",
  "encodingSpaceRef",
  "average",
  "phase",
  "set",
  "slice",
  "contrast",
  "kspaceEncodeStep2",
  "segment",
] as const;

/** The counters that a pair of flags delimits, and the option that must exceed 1 for it. */
const flagged = [
  { name: "Repetition", counters: enclosing.slice(0, 1) },
  { name: "Average", counters: enclosing.slice(0, 3), option: "averages" },
  { name: "Phase", counters: enclosing.slice(0, 4), option: "phases" },
  { name: "Set", counters: enclosing.slice(0, 5), option: "sets" },
  { name: "Slice", counters: enclosing.slice(0, 6) },
  { name: "Contrast", counters: enclosing.slice(0, 7), option: "contrasts" },
  { name: "EncodeStep2", counters: enclosing.slice(0, 7) },
  { name: "EncodeStep1", counters: enclosing.slice(0, 8) },
  { name: "Segment", counters: enclosing, option: "segments" },
] as const;

describe("any measurement", () => {
  it("has as many readouts as announced, counted, each line once in each round of every loop", () => {
    fc.assert(
      fc.property(measurements, (options) => {
        const { acquisitionCount, header } = phantom(options);
        const readouts = readoutsOf(options);
        expect(readouts).toHaveLength(acquisitionCount);
        expect(readouts.map((each) => each.header.scanCounter)).toEqual(readouts.map((_, i) => i));
        const headers = headersOf(options);
        const keys = headers.map((each) =>
          [...enclosing, "kspaceEncodeStep1" as const].map((name) => each[name]).join(),
        );
        expect(new Set(keys).size).toBe(keys.length);
        const { slices, partitions, repetitions, averages, phases, sets, contrasts } = options;
        const lines = header.encoding[0]!.encodingLimits.kspaceEncodingStep1!.maximum + 1;
        const rounds = slices * partitions * repetitions;
        const second = options.secondEncoding * rounds * options.acceleration;
        expect(headers).toHaveLength(lines * rounds * averages * phases * sets * contrasts + second);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps within the limits of its encodings, and reaches them", () => {
    const limits = {
      kspaceEncodingStep1: "kspaceEncodeStep1",
      kspaceEncodingStep2: "kspaceEncodeStep2",
      average: "average",
      slice: "slice",
      contrast: "contrast",
      phase: "phase",
      repetition: "repetition",
      set: "set",
      segment: "segment",
    } as const;
    fc.assert(
      fc.property(measurements, (options) => {
        for (const [index, { encodingLimits }] of phantom(options).header.encoding.entries()) {
          const headers = headersOf(options).filter((each) => each.encodingSpaceRef === index);
          for (const [limit, counter] of Object.entries(limits) as [keyof typeof limits, keyof AcquisitionHeader][]) {
            const values = headers.map((each) => Number(each[counter]));
            expect([Math.min(...values), Math.max(...values)]).toEqual([0, encodingLimits[limit]!.maximum]);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it("flags the true first and last readout of every counter that loops", () => {
    fc.assert(
      fc.property(measurements, (options) => {
        const headers = headersOf(options);
        for (const { name, counters, ...rest } of flagged) {
          const keys = headers.map((each) => counters.map((counter) => each[counter]).join());
          const loops = (each: AcquisitionHeader) =>
            !("option" in rest) || (options[rest.option] > 1 && each.encodingSpaceRef === 0);
          expect(headers.map((each) => each.has(AcquisitionFlag[`firstIn${name}`]))).toEqual(
            keys.map((key, i) => loops(headers[i]!) && keys.indexOf(key) === i),
          );
          expect(headers.map((each) => each.has(AcquisitionFlag[`lastIn${name}`]))).toEqual(
            keys.map((key, i) => loops(headers[i]!) && keys.lastIndexOf(key) === i),
          );
        }
        const all = readoutsOf(options).map(({ header }) => header.has(AcquisitionFlag.lastInMeasurement));
        expect(all.indexOf(true)).toBe(all.length - 1);
      }),
      { numRuns: 100 },
    );
  });

  it("has in each line the transform of the coil images", () => {
    fc.assert(
      fc.property(measurements, (options) => {
        for (const encoding of options.secondEncoding > 0 ? [0, 1] : [0]) {
          const { actual, expected } = compareLines(options, encoding);
          expect(actual.length).toBeGreaterThan(0);
          expect(relativeError(actual, expected)).toBeLessThan(2e-6);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("the order of", () => {
  it("interleaved slices is even, then odd, for each line", () => {
    const headers = headersOf({ ...small, matrixY: 2, slices: 5, interleaved: true });
    expect(headers.map((each) => [each.kspaceEncodeStep1, each.slice])).toEqual(
      [0, 1].flatMap((line) => [0, 2, 4, 1, 3].map((each) => [line, each])),
    );
  });

  it("interleaved slices closes each slice on its own last line", () => {
    const headers = headersOf({ ...small, matrixY: 3, slices: 3, interleaved: true });
    const closing = headers.filter((each) => each.has(AcquisitionFlag.lastInSlice));
    expect(closing.map((each) => [each.kspaceEncodeStep1, each.slice])).toEqual([
      [2, 0],
      [2, 2],
      [2, 1],
    ]);
  });

  it("contrasts is line by line, and of averages, phases and sets one after the other", () => {
    const headers = headersOf({ ...small, matrixY: 2, contrasts: 2, averages: 2, phases: 2, sets: 2 });
    const counters = headers.map((h) => [h.average, h.phase, h.set, h.kspaceEncodeStep1, h.contrast].join(""));
    expect(counters).toEqual(Array.from({ length: 32 }, (_, i) => i.toString(2).padStart(5, "0")));
  });

  it("segments is every n-th line", () => {
    const headers = headersOf({ ...small, matrixY: 7, segments: 3 });
    expect(headers.map((each) => [each.segment, each.kspaceEncodeStep1])).toEqual([
      ...[0, 3, 6].map((line) => [0, line]),
      ...[1, 4].map((line) => [1, line]),
      ...[2, 5].map((line) => [2, line]),
    ]);
  });

  it("segments deals the lines of a shot", () => {
    const shot = headersOf({ ...small, matrixY: 8, segments: 2, acceleration: 2 }).filter((h) => h.repetition === 1);
    expect(shot.map((each) => [each.segment, each.kspaceEncodeStep1])).toEqual([
      [0, 1],
      [0, 5],
      [1, 3],
      [1, 7],
    ]);
  });

  it("a second encoding follows each repetition of the first", () => {
    const headers = headersOf({ ...small, matrixY: 3, repetitions: 2, secondEncoding: 2 });
    expect(headers.map((each) => each.encodingSpaceRef)).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 1, 1]);
  });
});

describe("contrasts", () => {
  it("decay by exp(-1/N), and have as many echo times, which agree with it", () => {
    const options = { ...small, contrasts: 3 };
    const { arrays, header } = phantom(options);
    const factors = arrays.find(({ name }) => name === "contrast_factors")!;
    expect(factors.shape).toEqual([3]);
    expect(factors.data).toEqual(Float32Array.of(1, 0, Math.exp(-1 / 3), 0, Math.exp(-2 / 3), 0));
    const times = header.sequenceParameters!.te;
    expect(times).toHaveLength(3);
    for (const [i, time] of times.entries()) {
      expect(Math.exp(-(time - times[0]!) / 5)).toBeCloseTo(factors.data[2 * i]!, 6);
    }
  });
});

describe("averages, phases and sets", () => {
  it.each(["averages", "phases", "sets"])("%s differ only by noise", (name) => {
    const halves = (noiseLevel: number) => {
      const data = readoutsOf({ ...small, noiseLevel, [name]: 2 }).map((readout) => readout.data);
      return [data.slice(0, 6), data.slice(6)];
    };
    const [first, second] = halves(0);
    expect(first).toEqual(second);
    const [noisy, other] = halves(0.1);
    expect(noisy).not.toEqual(other);
  });
});

describe("alternating readouts", () => {
  it("are every second one of a loop over lines, flagged, and otherwise the same", () => {
    const plain = readoutsOf({ ...small, slices: 2, matrixY: 3, noiseLevel: 0.1 });
    const alternating = readoutsOf({ ...small, slices: 2, matrixY: 3, noiseLevel: 0.1, alternating: true });
    const reversed = alternating.map(({ header }) => header.has(AcquisitionFlag.reverse));
    expect(reversed).toEqual([false, true, false, false, true, false]);
    for (const [i, { data, header }] of alternating.entries()) {
      expect(header.centerSample).toBe(3);
      const coil = (values: Float32Array, k: number) =>
        Array.from({ length: 6 }, (_, x) => [values[2 * (6 * k + x)], values[2 * (6 * k + x) + 1]]);
      for (const k of [0, 1]) {
        const expected = coil(plain[i]!.data, k);
        expect(coil(data, k)).toEqual(reversed[i] ? expected.reverse() : expected);
      }
    }
  });

  it("have their coordinates in the order of the samples", () => {
    const [forward, backward] = readoutsOf({ ...small, coordinates: true, alternating: true });
    const kx = (trajectory: Float32Array) => [...trajectory].filter((_, i) => i % 2 === 0);
    expect(kx(backward!.trajectory)).toEqual(kx(forward!.trajectory).reverse());
  });
});

describe("what prepares a slice", () => {
  const options = { ...small, matrixY: 3, slices: 2, interleaved: true, repetitions: 2, averages: 2 };
  const { dummyScanData, navigationData, phaseCorrectionData } = AcquisitionFlag;
  const prepared = { ...options, dummies: 2, navigators: true, phaseCorrection: true };
  const isPreparation = (header: AcquisitionHeader) =>
    [dummyScanData, navigationData, phaseCorrectionData].some((flag) => header.has(flag));

  it("comes before its first line in each repetition: dummies, navigator, phase correction", () => {
    const headers = readoutsOf(prepared).map(({ header }) => header);
    const extra = headers.filter(isPreparation);
    expect(extra.map((h) => [h.repetition, h.slice, h.average])).toEqual(
      [0, 1].flatMap((rep) => [0, 1].flatMap((at) => Array.from({ length: 4 }, () => [rep, at, 0]))),
    );
    expect(extra.slice(0, 4).map(({ flags }) => flags)).toEqual([1n << 26n, 1n << 26n, 1n << 22n, 1n << 23n]);
    for (const at of [0, 1]) {
      const first = headers.findIndex((each) => each.slice === at && !isPreparation(each));
      expect(headers.slice(first - 4, first).every((each) => isPreparation(each) && each.slice === at)).toBe(true);
    }
  });

  it("is labelled as the centre of k-space, and far too large for it", () => {
    const lines = linesOf(options);
    const peak = Math.max(...lines.flatMap(({ data }) => [...data].map(Math.abs)));
    for (const { header, data } of readoutsOf(prepared).filter((each) => isPreparation(each.header))) {
      expect(header.kspaceEncodeStep1).toBe(1);
      const power = data.reduce((sum, value) => sum + value ** 2, 0) / data.length;
      expect(Math.sqrt(power)).toBeGreaterThan(0.3 * peak);
    }
  });

  it("leaves the lines as they are without it, noise included", () => {
    const data = (given: PhantomOptions) => linesOf({ ...given, noiseLevel: 0.1 }).map((readout) => readout.data);
    expect(data(prepared)).toEqual(data(options));
  });

  it("is the same at each call", () => {
    expect(readoutsOf(prepared)).toEqual(readoutsOf(prepared));
    const { acquisitions } = phantom(prepared);
    expect([...acquisitions()]).toEqual([...acquisitions()]);
  });
});
