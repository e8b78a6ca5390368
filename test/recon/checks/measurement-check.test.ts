import { describe, expect, it } from "vitest";
import { findingLines } from "../../../src/inspect/doctor/index.ts";
import { type Acquisition, AcquisitionFlag, type MrdHeader } from "../../../src/mrd/index.ts";
import { byWeight, type Finding, MeasurementCheck } from "../../../src/recon/checks/index.ts";
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
    expect(problems(header, acquisitions())).toEqual(["warning: aliased: 8 of 16 lines were acquired"]);
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
      ["warning: aliased: 4 of 8 lines were acquired"],
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
      ["error: readouts have one line only, which looks like spectroscopy"],
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
