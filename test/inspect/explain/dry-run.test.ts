import { map } from "rxjs";
import { describe, expect, it } from "vitest";
import { acceptedKinds, type Chain } from "../../../src/chain/index.ts";
import { Trace } from "../../../src/chain/observe/index.ts";
import { withParameters } from "../../../src/chain/text/index.ts";
import { imageKindOf } from "../../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../../src/gadget-api/services/index.ts";
import { dryRun } from "../../../src/inspect/explain/index.ts";
import { type Acquisition, formatHeader, type Image, type MrdHeader, type Waveform } from "../../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../../src/simulator/index.ts";
import { image } from "../../../src/testing/index.ts";
import { compileWith, passing } from "../../support/chains.ts";
import { memoryNoise } from "../../support/memory-noise.ts";
import { reconstruct } from "../../support/reconstruct.ts";
import { library } from "../../support/session.ts";

type Input = Acquisition | Waveform | Image;

const small: PhantomOptions = { matrix: 24, coils: 4 };

async function explained(
  chain: Chain,
  header: MrdHeader | undefined,
  messages: Iterable<Input>,
  options: Partial<Parameters<typeof dryRun>[2]> = {},
) {
  const text = header && formatHeader(header);
  return dryRun(chain, messages, { header: text, noise: noNoiseStore, maxBytes: 2 ** 30, version: "0", ...options });
}

async function chainOf(name: string, parameters: Record<string, string> = {}): Promise<Chain> {
  return withParameters(await library.find(name), parameters).chain;
}

/** Messages of a phantom that a chain accepts. */
function* measured({ acquisitions, waveforms }: ReturnType<typeof phantom>, chain: Chain): Generator<Input> {
  if (acceptedKinds(chain).has("waveform")) yield* waveforms();
  yield* acquisitions();
}

const count = (tallies: readonly { count: number }[]) => tallies.reduce((all, tally) => all + tally.count, 0);
const bytes = (tallies: readonly { bytes: number }[]) => tallies.reduce((all, tally) => all + tally.bytes, 0);
const sizes = ({ header }: Image) =>
  `${header.imageSeriesIndex} ${imageKindOf(header)} ${header.matrixSize.join(" × ")}, ${header.channels} channel`;

describe("dryRun", () => {
  const cases: [string, Record<string, string>, PhantomOptions][] = [
    ["default", {}, { repetitions: 3 }],
    ["default", { trigger: "none" }, { repetitions: 2, slices: 3, interleaved: true }],
    ["default_optimized", {}, { repetitions: 2, slices: 2 }],
    ["cartesian", {}, { repetitions: 2, noiseReadouts: 9, oversampling: 1 }],
    ["cartesian", {}, { acceleration: 2, calibrationWidth: 8, repetitions: 2 }],
    ["cartesian-full", { images: "magnitude,phase" }, { partialFourier: 0.7, asymmetricEcho: 0.7, noiseReadouts: 9 }],
    ["cartesian-full", { filter: "hann" }, { partitions: 4, reconMatrix: 32, waveforms: true }],
    ["cartesian-short", {}, { segments: 2, averages: 2, dummies: 2, navigators: true }],
    ["cartesian-magnitude-phase", {}, { contrasts: 3 }],
    ["simplefft", {}, { repetitions: 2, slices: 2, sets: 2 }],
    ["invertcontrast", { options: "rgb", sendOriginal: "true" }, { phases: 3 }],
    ["report", {}, { slices: 2 }],
    ["null", {}, { waveforms: true }],
  ];
  it.each(cases)(
    "predicts what %s (%j) does with %j: input, output and reports of its steps, and images",
    async (name, parameters, options) => {
      const { header, ...measurement } = phantom({ ...small, ...options });
      const chain = await chainOf(name, parameters);
      const trace = new Trace();
      const { images, reported } = await reconstruct(name, header, measured({ header, ...measurement }, chain), {
        parameters,
        trace,
      });
      const run = await explained(chain, header, measured({ header, ...measurement }, chain));

      expect(run.failure).toBeUndefined();
      const really = trace.times.slice(0, -1);
      expect(run.steps.map(({ took, made }) => [count(took), count(made)])).toEqual(
        really.map((step) => [step.took, step.made]),
      );
      for (const [i, { took, made }] of run.steps.entries()) {
        // Attributes of images contain numbers that depend on pixels.
        expect(bytes(took) / (really[i]!.tookBytes || 1)).toBeCloseTo(Number(took.length > 0), 1);
        expect(bytes(made) / (really[i]!.madeBytes || 1)).toBeCloseTo(Number(made.length > 0), 1);
      }

      expect(run.reported.map(({ level, text }) => `${level}: ${text}`).toSorted()).toEqual(
        [...new Set(reported)].filter((line) => !line.includes("clipped")).toSorted(),
      );
      const counted = run.images.series.flatMap(({ series, kind, shape, count }) =>
        Array.from({ length: count }, () => `${series} ${kind} ${shape}`),
      );
      expect(counted).toHaveLength(images.length);
      for (const each of images) expect(counted.some((text) => text.startsWith(sizes(each)))).toBe(true);
      expect(run.images.count).toBe(images.length);
      const wrong = run.findings.filter(({ weight, problem }) => weight !== "remark" && !problem.startsWith("aliased"));
      expect(wrong).toEqual([]);
    },
  );

  it("predicts when images leave", async () => {
    const { header, acquisitions } = phantom({ ...small, repetitions: 3 });
    const during = await explained(await chainOf("default"), header, acquisitions());
    expect(during.images).toMatchObject({ clock: "readouts", entered: 72, firstAfter: 25, atEnd: 1, count: 3 });
    const { images } = await explained(await chainOf("default", { trigger: "none" }), header, acquisitions());
    expect(images).toMatchObject({ firstAfter: undefined, atEnd: 3 });
  });

  it("predicts the memory of a step, and when it fails", async () => {
    const { header, acquisitions } = phantom(small);
    const run = await explained(await chainOf("default"), header, acquisitions());
    const buffering = run.steps.find(({ took }) => took[0]?.kind === "bucket")!;
    expect(buffering.needs).toEqual({ bytes: 24 * 24 * 4 * 8 + 24 * 64, maxBytes: 2 ** 30 });
    const little = await explained(await chainOf("default"), header, acquisitions(), { maxBytes: 4096 });
    expect(little.failure).toMatch(
      /step 2, accumulate \(default\.yaml:11:5\), at scan counter \d+: the data of a bucket: .* more than the limit of 4096/,
    );
  });

  it.each<[string, Record<string, string>, PhantomOptions, string]>([
    [
      "cartesian",
      {},
      { acceleration: 2, calibrationWidth: 12 },
      "grappa: undersampled by 2 × 1: unfolded by GRAPPA, kernel 5 × 4 × 1, embedded calibration of 13 lines of 24 " +
        "samples, λ by the noise, weights of each calibration that comes",
    ],
    [
      "cartesian",
      { weights: "ready" },
      { acceleration: 3, repetitions: 2 },
      "grappa: undersampled by 3 × 1: unfolded by GRAPPA, kernel 5 × 2 × 1, interleaved calibration of 24 lines of 24 " +
        "samples, λ by the noise, weights that are known when the lines have come",
    ],
    [
      "cartesian",
      { weights: "first" },
      {
        ...{ partitions: 12, acceleration: 2, accelerationZ: 2, caipirinha: 1, singleLattice: true },
        ...{ calibrationMode: "separate", calibrationWidth: 12, calibrationWidthZ: 8, calibrationMatrix: 16 },
      },
      "grappa: undersampled by 4 × 1, CAIPIRINHA shift 2: unfolded by GRAPPA, kernel 5 × 2 × 1, separate calibration of " +
        "12 × 8 lines of 16 samples, λ by the noise, weights of the first calibration",
    ],
    [
      "cartesian-sense",
      {},
      { acceleration: 2, calibrationWidth: 12 },
      "sense: 18 of 24 lines: unfolded by SENSE, conjugate gradients of at most 30 iterations, λ 0.01, coil maps of a " +
        "calibration of 12 lines of 24 samples",
    ],
    [
      "cartesian-sense",
      { method: "direct" },
      { acceleration: 2, calibrationWidth: 12, calibrationMode: "separate" },
      "sense: undersampled by 2 × 1: unfolded by SENSE, directly, λ 0.01, coil maps of a calibration of 12 lines of 24 " +
        "samples",
    ],
    ["cartesian-sense", {}, {}, "sense: complete: combined by coil maps of a calibration of 24 lines of 24 samples"],
  ])("says how %s with %j unfolds %j, as a run does", async (name, parameters, options, text) => {
    const { header, acquisitions } = phantom({ ...small, ...options });
    const chain = await chainOf(name, parameters);
    const { reported, failure } = await explained(chain, header, acquisitions());
    expect(failure).toBeUndefined();
    expect(reported.map((each) => each.text)).toContain(text);
    expect((await reconstruct(name, header, acquisitions(), { parameters })).reported).toContain(`info: ${text}`);
  });

  it.each(["cartesian", "cartesian-sense"])(
    "says what the header announces to %s, if there is nothing else",
    async (name) => {
      const options = { ...small, partitions: 4, acceleration: 2, accelerationZ: 2, repetitions: 2 };
      const { header } = phantom({ ...options, secondEncoding: 12 });
      const { reported, failure } = await explained(await chainOf(name), header, []);
      expect(failure).toBeUndefined();
      const gadget = name === "cartesian" ? "grappa" : "sense";
      const text =
        "the header says that encoding 0 is undersampled by 2 × 2, calibration: interleaved along repetition; the lines " +
        "that come decide";
      expect(reported).toEqual([{ level: "debug", text: `${gadget}: ${text}` }]);
    },
  );

  it("predicts the memory of weights, which may be more than that of the images", async () => {
    const { header, acquisitions } = phantom({ matrix: 48, coils: 16, acceleration: 2, calibrationWidth: 20 });
    const { steps } = await explained(await chainOf("cartesian"), header, acquisitions());
    const { needs } = steps.find(({ position }) => position === "step 5")!;
    // The normal matrix of 5 · 4 · 16 unknowns and its factor, and three arrays of 16 right sides, in float64.
    expect(needs!.bytes).toBe(16 * (2 * 320 * 320 + 3 * 320 * 16));
  });

  it("computes nothing: of readouts, not even the samples are looked at", async () => {
    const { header, acquisitions } = phantom(small);
    const unread = [...acquisitions()].map((readout) => ({
      ...readout,
      data: new Proxy(readout.data, {
        get: (target, name) => {
          if (name === "length") return target.length;
          throw new Error("a sample was read");
        },
      }),
    }));
    const { failure, images } = await explained(await chainOf("cartesian-full"), header, unread);
    expect(failure).toBeUndefined();
    expect(images.count).toBe(1);
  });

  it("detects a dead coil in the noise, and stores no noise", async () => {
    const { header, acquisitions } = phantom({ ...small, noiseReadouts: 9, deadCoil: 2 });
    const noise = memoryNoise();
    const { failure } = await explained(await chainOf("cartesian"), header, acquisitions(), { noise });
    expect(failure).toMatch(/step 1, noise-adjust \(cartesian\.yaml:\d+:\d+\).*coil 2 .*is dead/);
    expect(noise.list()).toEqual([]);
  });

  it("reports inconsistencies between header and readouts", async () => {
    const { header, acquisitions } = phantom({ ...small, slices: 2 });
    const [first] = header.encoding;
    const limits = { ...first!.encodingLimits, slice: { minimum: 0, maximum: 0, center: 0 } };
    const matrixSize = { ...first!.encodedSpace.matrixSize, x: 64, y: 20 };
    const wrong: MrdHeader = {
      ...header,
      acquisitionSystemInformation: { receiverChannels: 16, coilLabel: [] },
      encoding: [{ ...first!, encodedSpace: { ...first!.encodedSpace, matrixSize }, encodingLimits: limits }],
    };
    const { findings } = await explained(await chainOf("default"), wrong, acquisitions());
    expect(findings.map(({ where, problem }) => `${where}: ${problem}`)).toEqual([
      "encoding 0: encodingLimits.kspaceEncodingStep1: lines go from 0 to 23, but the encoded matrix has 20 along y",
      "encoding 0: encodingLimits.slice: it is 0..0, but readouts have 0..1",
      "encoding 0: readouts: 8 of 48 readouts are outside of the encoded matrix",
      "encoding 0: encodedSpace.matrixSize.x: it is 64, but 48 of 48 imaging readouts have 48 samples",
      "readouts: no readout is a noise measurement",
      "acquisitionSystemInformation.receiverChannels: it is 16, but readouts have 4 channels",
    ]);
  });

  it("reports that a trigger never fires, and that k-space is not a grid", async () => {
    const { header, acquisitions } = phantom(small);
    const radial = { ...header, encoding: [{ ...header.encoding[0]!, trajectory: "radial" as const }] };
    const text =
      "description: d\nchain:\n  - accumulate: { trigger: lastInSet }\n  - to-buffer\n  - simple-recon\n  - extract\n";
    const unflagged = [...acquisitions()].map((readout) => ({
      ...readout,
      header: readout.header.with({ flags: 0n }),
    }));
    const { reported, failure } = await explained(await library.compile(text), radial, unflagged);
    expect(reported.map((each) => each.text)).toContain(
      "accumulate: trigger 'lastInSet' never fired: no readout has this flag; images are produced only at the end",
    );
    expect(failure).toMatch(/step 2, to-buffer .*the header says that the trajectory is radial/s);
  });

  it("runs no external program, and reports that its results are unknown", async () => {
    const { header, acquisitions } = phantom(small);
    const run = await explained(await chainOf("bart-fft"), header, acquisitions());
    expect(run.failure).toBeUndefined();
    expect(run.steps.find(({ unknown }) => unknown)).toMatchObject({ made: [], took: [{ kind: "buffer", count: 1 }] });
    expect(run.images.count).toBe(0);
  });

  it("refuses messages that a chain has no step for", async () => {
    const { header, acquisitions } = phantom(small);
    const { failure } = await explained(await chainOf("analyzeflow"), header, [image([1])]);
    expect(failure).toBeUndefined();
    const images = await compileWith([passing("look")], "description: d\nchain: [look]\n");
    expect((await explained(images, header, acquisitions())).failure).toBe(
      "chain test accepts images; it received acquisitions",
    );
  });

  it("says of a failing third-party step that its samples were not the measurement's", async () => {
    const { header } = phantom(small);
    const fail = passing(
      "fail",
      ["image"],
      ["image"],
      map(() => {
        throw new Error("no contrast");
      }),
    );
    const chain = await compileWith([fail], "description: d\nchain: [fail]\n", undefined, { fingerprint: "1" });
    const { failure } = await explained(chain, header, [image([1])]);
    expect(failure).toMatch(
      /fail \(test\.yaml:2:9\).*no contrast \(dry-run\.test\.ts:\d+:\d+\) \(its samples were not those of the measurement: `larmor run` may succeed\)/,
    );
  });

  it("lets images pass with their sizes", async () => {
    const given = [image([1, 2, 3, 4], { matrixSize: [2, 2, 1] }), image([5], { imageSeriesIndex: 3 })];
    const { images } = await explained(await chainOf("invertcontrast"), undefined, given);
    expect(images).toMatchObject({ clock: "images", entered: 2, count: 2 });
    expect(images.series.map(({ series, kind, shape }) => `${series} ${kind} ${shape}`)).toEqual([
      "0 magnitude 2 × 2 × 1, 1 channel, short",
      "3 magnitude 1 × 1 × 1, 1 channel, short",
    ]);
  });
});
