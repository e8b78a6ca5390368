import { describe, expect, it } from "vitest";
import { findingLines } from "../../../src/inspect/doctor/index.ts";
import { type Acquisition, AcquisitionFlag, type MrdHeader } from "../../../src/mrd/index.ts";
import { byWeight, type Finding, findingText, MeasurementCheck } from "../../../src/recon/checks/index.ts";
import { phantom } from "../../../src/simulator/index.ts";
import { allLines, encodingOf, headerOf, noiseReadout, readout } from "../../support/messages.ts";

const directions = { readDir: [1, 0, 0], phaseDir: [0, 1, 0], sliceDir: [0, 0, 1] };
const lines = (minimum: number, maximum: number, center: number) => ({
  encodingLimits: { kspaceEncodingStep1: { minimum, maximum, center } },
});
const noise = noiseReadout({ scanCounter: 0 });

function check(header: MrdHeader, readouts: Iterable<Acquisition>): Finding[] {
  const measurement = new MeasurementCheck(header);
  for (const each of readouts) measurement.add(each);
  return byWeight(measurement.findings());
}
const problems = (header: MrdHeader, readouts: Iterable<Acquisition>) =>
  check(header, readouts).map(({ weight, problem }) => `${weight}: ${problem}`);
/** Readouts whose line of most energy is `center`. */
const peaked = (readouts: readonly Acquisition[], center: number) =>
  readouts.map((each) => ({
    ...each,
    data: each.data.map((value) => (each.header.kspaceEncodeStep1 === center ? 100 * value : value)),
  }));

const reversed = (each: Acquisition): Acquisition => {
  const header = each.header.with({ flags: 1n << BigInt(AcquisitionFlag.reverse - 1) });
  return { ...each, header };
};

describe("a check of a measurement", () => {
  it.each([
    ["a plain one", { matrix: 32, coils: 2, noiseReadouts: 1 }],
    [
      "slices, repetitions and contrasts",
      { matrix: 32, coils: 2, noiseReadouts: 1, slices: 2, repetitions: 2, contrasts: 2 },
    ],
    ["a volume", { matrix: 16, coils: 2, noiseReadouts: 1, partitions: 4 }],
  ])("finds nothing in a phantom: %s", (_what, options) => {
    const { header, acquisitions } = phantom(options);
    expect(problems(header, acquisitions())).toEqual([]);
  });

  it("finds nothing in a calibration of shorter readouts", () => {
    const calibration = { calibrationMode: "separate", calibrationWidth: 8, calibrationMatrix: 8 } as const;
    const { header, acquisitions } = phantom({
      matrix: 16,
      coils: 2,
      noiseReadouts: 1,
      acceleration: 2,
      ...calibration,
    });
    expect(problems(header, acquisitions())).toEqual([
      "remark: undersampled by 2 × 1: 8 of 16 lines were acquired, with a calibration of 16 lines",
    ]);
  });

  it("says where it is, what it does to the image and how to mend it, by weight", () => {
    const encoding = encodingOf({ encodedFov: [0.23, 0.23, 1], ...lines(0, 7, 4) });
    const found = check(headerOf(encoding), peaked(allLines(encoding), 4));
    expect(found.map(({ weight }) => weight)).toEqual(["warning", "remark"]);
    for (const { where, problem, effect, remedy } of found) {
      expect(where).toMatch(/^\S/);
      expect(problem).not.toMatch(/\.$/);
      expect(`${effect} ${remedy}`).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
    }
    expect(findingLines(found).at(-1)).toBe("0 errors, 1 warning, 1 remark");
    expect(findingLines([])).toEqual(["0 errors, 0 warnings, 0 remarks"]);
  });

  const encoding = encodingOf(lines(0, 7, 4));
  const whole = [noise, ...peaked(allLines(encoding, directions), 4)];
  it.each<[string, MrdHeader, readonly Acquisition[], readonly string[]]>([
    ["nothing", headerOf(encoding), whole, []],
    ["no noise", headerOf(encoding), whole.slice(1), ["remark: no readout is a noise measurement"]],
    [
      "another frequency",
      headerOf(encoding, { experimentalConditions: { h1ResonanceFrequencyHz: 0 } }),
      whole,
      ["remark: the proton frequency is 0 Hz"],
    ],
    ["missing lines", headerOf(encoding), whole.slice(0, 7), ["warning: incomplete: 6 of 8 lines were acquired"]],
    [
      "undersampling",
      headerOf(encodingOf({ ...lines(0, 7, 4), parallelImaging: { accelerationFactor: { kspaceEncodingStep1: 2 } } })),
      whole.filter((_, i) => i === 0 || i % 2 === 1),
      ["error: aliased: 4 of 8 lines were acquired, undersampled by 2 × 1, and there is no calibration"],
    ],
    [
      "a field of view of 0",
      headerOf(encodingOf({ ...lines(0, 7, 4), reconFov: [0, 0, 0] })),
      whole,
      ["warning: the field of view is 0 × 0 × 0 mm"],
    ],
    [
      "a centre outside of the limits",
      headerOf(encodingOf(lines(0, 5, 6))),
      whole,
      [
        "warning: the centre 6 is outside of 0..5",
        "warning: it is 0..5, but readouts have 0..7",
        "warning: 2 of 8 readouts are outside of the encoded matrix",
      ],
    ],
    [
      "lines off the matrix",
      headerOf(encodingOf(lines(0, 7, 5))),
      [noise, ...peaked(allLines(encoding, directions), 5)],
      [
        "warning: 1 of 8 readouts are outside of the encoded matrix",
        "remark: 8 lines are announced, and the centre is 5 instead of 4",
      ],
    ],
    [
      "a centre that is not where the signal is",
      headerOf(encodingOf({ ...lines(0, 7, 4) })),
      [noise, ...peaked(allLines(encoding, directions), 0)],
      ["warning: it is 4, but the strongest line is 0"],
    ],
    [
      "a radial trajectory",
      headerOf(encodingOf({ ...lines(0, 7, 4), trajectory: "radial" })),
      whole,
      ["error: the header says that the trajectory is radial"],
    ],
    [
      "EPI",
      headerOf(encoding),
      [
        noise,
        readout({ ...directions, flags: [AcquisitionFlag.phaseCorrectionData] }),
        ...whole.slice(1).map((each, line) => (line % 2 === 0 ? each : reversed(each))),
      ],
      ["remark: this is EPI: 4 of 8 lines are reversed, and 1 readout is for phase correction"],
    ],
    [
      "no EPI in phase correction alone, as turbo spin echo has it",
      headerOf(encoding),
      [...whole, readout({ ...directions, flags: [AcquisitionFlag.phaseCorrectionData] })],
      [],
    ],
    [
      "a header that says epi, over plain lines",
      headerOf(encodingOf({ ...lines(0, 7, 4), trajectory: "epi" })),
      whole,
      ["warning: the header says epi, but no readout is reversed or for phase correction"],
    ],
    [
      "an unused encoding, and one that is missing",
      headerOf([encoding, encoding]),
      [...whole, readout({ encodingSpaceRef: 2 })],
      ["error: readouts refer to encoding 2, but the header has 2", "remark: no readout uses it"],
    ],
    [
      "partitions that are not counted",
      headerOf(encodingOf({ ...lines(0, 7, 4), encoded: [16, 8, 2] })),
      whole,
      ["warning: incomplete: 1 of 2 partitions was acquired, so that all planes of the image are equal"],
    ],
    [
      "fewer slices than announced",
      headerOf(
        encodingOf({
          encodingLimits: { ...lines(0, 7, 4).encodingLimits, slice: { minimum: 0, maximum: 3, center: 0 } },
        }),
      ),
      whole,
      ["remark: 4 are announced, but readouts have 0..0"],
    ],
    [
      "NaN",
      headerOf(encoding),
      [...whole.slice(0, -1), { ...whole.at(-1)!, data: whole.at(-1)!.data.map(() => Number.NaN) }],
      ["error: 1 of 8 readouts have samples that are NaN, infinite or too large"],
    ],
    [
      "a spectrum",
      headerOf(encodingOf({ encoded: [1024, 1, 1] })),
      [noise, readout({ ...directions, numberOfSamples: 1024 })],
      ["remark: readouts have one line only, which looks like spectroscopy"],
    ],
    [
      "another field",
      headerOf(encoding, {
        acquisitionSystemInformation: { systemFieldStrengthT: 1.5 },
        experimentalConditions: { h1ResonanceFrequencyHz: 298e6 },
      }),
      whole,
      ["remark: it is 1.5 T, but the proton frequency is 298000000 Hz, that of 7 T"],
    ],
    [
      "one direction of 0",
      headerOf(encoding),
      [noise, ...peaked(allLines(encoding, { ...directions, phaseDir: [0, 0, 0] }), 4)],
      ["remark: one of them or all are 0 in 8 of 8 readouts"],
    ],
    ...[
      { ...directions, phaseDir: [1, 0, 0] },
      { ...directions, sliceDir: [0, 0, 5] },
      { ...directions, readDir: [Number.NaN, 0, 0] },
    ].map((wrong): [string, MrdHeader, readonly Acquisition[], readonly string[]] => [
      `directions that are not a frame: ${JSON.stringify(wrong)}`,
      headerOf(encoding),
      [noise, ...peaked(allLines(encoding, wrong), 4)],
      ["remark: they are not perpendicular vectors of length 1 in 8 of 8 readouts"],
    ]),
    [
      "a position that is NaN",
      headerOf(encoding),
      [noise, ...peaked(allLines(encoding, { ...directions, position: [Number.NaN, 0, 0] }), 4)],
      ["remark: it is NaN or infinite in 8 of 8 readouts"],
    ],
    [
      "limits that were not filled in",
      headerOf(encodingOf(lines(0, 0, 0))),
      whole,
      ["warning: it is 0..0, but readouts have 0..7"],
    ],
    [
      "the counter of lines in that of partitions",
      headerOf(encodingOf({ encoded: [16, 8, 1] })),
      whole.map((each) => {
        const { kspaceEncodeStep1 } = each.header;
        return { ...each, header: each.header.with({ kspaceEncodeStep1: 0, kspaceEncodeStep2: kspaceEncodeStep1 }) };
      }),
      [
        "error: the counters of 8 readouts name 1 line of 8, and several partitions of 1",
        "warning: 7 of 8 readouts are outside of the encoded matrix",
        "warning: incomplete: 1 of 8 lines were acquired",
      ],
    ],
    [
      "the counter of lines in that of repetitions",
      headerOf(encodingOf({ encoded: [16, 8, 1] })),
      whole.map((each) => {
        const { kspaceEncodeStep1 } = each.header;
        return { ...each, header: each.header.with({ kspaceEncodeStep1: 0, repetition: kspaceEncodeStep1 }) };
      }),
      ["error: the counters of 8 readouts name 1 line of 8", "warning: incomplete: 1 of 8 lines were acquired"],
    ],
    [
      "one line",
      headerOf(encodingOf({ encoded: [256, 1, 1] })),
      [noise, readout({ ...directions, numberOfSamples: 256, centerSample: 128 })],
      ["warning: readouts have one line only, of 256 samples"],
    ],
    [
      "free induction decays",
      headerOf(encodingOf({ encoded: [64, 8, 1], recon: [16, 8, 1] })),
      [
        noise,
        ...allLines(encodingOf({ encoded: [64, 8, 1] }), { ...directions, centerSample: 0 }).map((each) => ({
          ...each,
          data: each.data.map((_, i) => Math.exp(-(Math.floor(i / 2) % 64) / 10)),
        })),
      ],
      [
        "remark: the signal is strongest at the first samples of readouts and decays, which looks like spectroscopic imaging",
      ],
    ],
    [
      "no decays in echoes whose centre is not set",
      headerOf(encodingOf({ encoded: [64, 8, 1], recon: [64, 8, 1] })),
      [
        noise,
        ...allLines(encodingOf({ encoded: [64, 8, 1] }), { ...directions, centerSample: 0 }).map((each) => ({
          ...each,
          data: each.data.map((_, i) => Math.exp(-Math.abs((Math.floor(i / 2) % 64) - 32) / 10)),
        })),
      ],
      [],
    ],
    [
      "other channels",
      headerOf(encoding, { acquisitionSystemInformation: { receiverChannels: 4 } }),
      whole,
      ["remark: it is 4, but readouts have 2 channels"],
    ],
  ])("finds %s", (_what, header, readouts, expected) => {
    expect(problems(header, readouts)).toEqual(expected);
  });

  it("goes by trajectories where flags and counters say nothing", () => {
    const along = (line: number, sign: number) =>
      Float32Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? sign * (i / 2 - 8) : line));
    const unflagged = allLines(encoding, directions).map((_, line) =>
      readout({ ...directions, kspaceEncodeStep1: line, trajectory: along(line, line % 2 === 0 ? 1 : -1) }),
    );
    expect(problems(headerOf(encodingOf({ trajectory: "other" })), [noise, ...unflagged])).toEqual([
      "remark: this looks like EPI: 4 of 8 lines run backwards by their trajectories, without the flag for it (bit 22)",
    ]);
    const uncounted = unflagged.map((_, line) => readout({ ...directions, trajectory: along(line, 1) }));
    expect(problems(headerOf(encodingOf({ trajectory: "other" })), [noise, ...uncounted])).toEqual([
      "error: the counters of 8 readouts name 1 line, their trajectories 8",
      "warning: incomplete: 1 of 8 lines were acquired",
    ]);
  });
});

describe("a check of accelerated data", () => {
  const accelerated = (options: Parameters<typeof phantom>[0]) => {
    const { header, acquisitions } = phantom({
      matrix: 32,
      coils: 2,
      noiseReadouts: 1,
      singleLattice: true,
      ...options,
    });
    return check(header, acquisitions());
  };
  const separate = { acceleration: 2, calibrationWidth: 12 } as const;

  it.each<[string, Parameters<typeof phantom>[0], string, string]>([
    ["embedded", { acceleration: 2, calibrationWidth: 12 }, "2 × 1: 16 of 32 lines were acquired", "13 lines"],
    ["separate", { ...separate, calibrationMode: "separate" }, "2 × 1: 16 of 32 lines were acquired", "13 lines"],
    ["external", { ...separate, calibrationMode: "external" }, "2 × 1: 16 of 32 lines were acquired", "13 lines"],
    [
      "interleaved",
      { acceleration: 2, singleLattice: false, repetitions: 2 },
      "2 × 1: 16 of 32 lines were acquired",
      "32 lines",
    ],
    [
      "of a volume",
      { matrix: 16, partitions: 8, acceleration: 2, accelerationZ: 2, calibrationWidth: 8, calibrationWidthZ: 4 },
      "2 × 2: 32 of 128 lines were acquired",
      "8 × 4 lines",
    ],
    [
      "with CAIPIRINHA",
      { matrix: 16, partitions: 8, acceleration: 2, accelerationZ: 2, caipirinha: 1, calibrationWidth: 8 },
      "4 × 1, CAIPIRINHA shift 2: 32 of 128 lines were acquired",
      "8 × 8 lines",
    ],
  ])("names the chain that unfolds them: %s", (_, options, undersampled, calibration) => {
    const found = accelerated(options);
    expect(found.map(({ weight, problem }) => `${weight}: ${problem}`)).toEqual([
      `remark: undersampled by ${undersampled}, with a calibration of ${calibration}`,
    ]);
    expect(found[0]!.remedy).toBe("Use the chain cartesian.");
  });

  it("names the chain epi for EPI, whose calibration may be of another encoding", () => {
    const found = accelerated({
      epi: true,
      acceleration: 2,
      calibrationMode: "separate",
      calibrationWidth: 16,
      epiReference: "gradient-echo",
    });
    expect(found.map(({ weight, remedy }) => `${weight}: ${remedy}`)).toEqual([
      "remark: Use the chain epi, or put epi-regrid and epi-phase into your own.",
      "remark: Use the chain epi.",
    ]);
  });

  it("says what is missing if nothing can unfold them", () => {
    const [found] = accelerated({ acceleration: 3 });
    expect(found).toMatchObject({
      weight: "error",
      problem: "aliased: 11 of 32 lines were acquired, undersampled by 3 × 1, and there is no calibration",
      remedy: "Acquire calibration lines: 4 or more without a gap, better 24.",
    });
    const { header, acquisitions } = phantom({ matrix: 32, coils: 2, noiseReadouts: 1 });
    const irregular = [...acquisitions()].filter((_, i) => i === 0 || (i * 7) % 5 < 2);
    expect(problems(header, irregular)).toEqual([
      "warning: aliased: 12 of 32 lines were acquired, which are not a regular lattice",
    ]);
  });
});

describe("a check of trajectories", () => {
  it.each<[string, Parameters<typeof phantom>[0]]>([
    ["spokes", { trajectory: "radial" }],
    ["golden angles", { trajectory: "golden-angle" }],
    ["spirals", { trajectory: "spiral" }],
  ])("says only which chain fits: %s", (_, options) => {
    const { header, acquisitions } = phantom({ matrix: 32, coils: 2, noiseReadouts: 1, ...options });
    const found = check(header, acquisitions());
    expect(found.map(({ weight, remedy }) => `${weight}: ${remedy}`)).toEqual(["remark: Use the chain non-cartesian."]);
    expect(findingText(found[0]!)).toMatch(/ Use the chain non-cartesian\.$/);
  });

  const plane = encodingOf({ trajectory: "other" });
  const along = (dimensions: 1 | 3, path: (line: number, sample: number) => readonly number[]) =>
    peaked(allLines(plane, directions), 4).map((each, line) => ({
      ...each,
      trajectory: Float32Array.from(
        { length: 16 * dimensions },
        (_, i) => path(line, Math.floor(i / dimensions))[i % dimensions]!,
      ),
      header: each.header.with({ trajectoryDimensions: dimensions }),
    }));
  const back = (line: number, sample: number) => ((line % 2 === 0 ? 1 : -1) * (sample - 7.5)) / 16;
  it.each<[string, readonly Acquisition[], string]>([
    [
      "one dimension that runs backwards",
      along(1, (line, sample) => [back(line, sample)]),
      "remark: this looks like EPI: 4 of 8 lines run backwards by their trajectories, without the flag for it (bit 22)",
    ],
    [
      "lines along the third dimension that run backwards",
      along(3, (line, sample) => [0, line / 8 - 0.5, back(line, sample)]),
      "remark: this looks like EPI: 4 of 8 lines run backwards by their trajectories, without the flag for it (bit 22)",
    ],
    [
      "spokes in another plane",
      along(3, (line, sample) => [0, back(0, sample) * Math.cos(line / 2), back(0, sample) * Math.sin(line / 2)]),
      "remark: 7 of 8 trajectories run in another direction, as in radial sampling",
    ],
  ])("sees %s", (_, readouts, expected) => {
    expect(problems(headerOf(plane), [noise, ...readouts])).toEqual([expected]);
  });

  it("takes a third dimension without negative values for weights", () => {
    const weighted = along(3, (line, sample) => [back(0, sample), line / 8 - 0.5, Math.abs(back(0, sample))]);
    expect(problems(headerOf(plane), [noise, ...weighted])).toEqual([]);
  });
});
