import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import {
  type Acquisition,
  AcquisitionFlag,
  DataType,
  type Image,
  ImageType,
  type MrdHeader,
  parseAttributes,
  parseHeader,
} from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { encodingOf, headerOf, image, readout } from "../support/messages.ts";
import { withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { noSharedData, sharedData } from "../support/shared-data.ts";

/** No image that is known to be wrong is sent without a word: it is an error, or its attributes say what it lacks. */

const problems = ({ attributes }: Image) => parseAttributes(attributes).get("LarmorProblems") ?? [];
const size = { encoded: [32, 16, 1], recon: [32, 16, 1] } as const;
const lines = Array.from({ length: 16 }, (_, line) => line);
/** Trajectories `[samples][2]` in units of the field of view, one readout per line. */
function along(path: (line: number, sample: number) => readonly [number, number]): Acquisition[] {
  return lines.map((line) =>
    readout({
      numberOfSamples: 32,
      centerSample: 16,
      kspaceEncodeStep1: line,
      scanCounter: line + 1,
      trajectory: Float32Array.from({ length: 64 }, (_, i) => path(line, Math.floor(i / 2))[i % 2]!),
    }),
  );
}
const turned = (angle: number, radius: number) => [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
const cartesian = along((line, sample) => [(sample - 16) / 32, (line - 8) / 16]);
const radial = along((line, sample) => turned((line * Math.PI) / 16, (sample - 16) / 32));
const spiral = along((line, sample) => turned(line + sample / 5, sample / 64));
const propeller = along((line, sample) => {
  const [x, y] = [(sample - 16) / 32, ((line % 4) - 1.5) / 32];
  const angle = Math.floor(line / 4) * 0.8;
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
});
const zigzag = along((line, sample) => [((line % 2 === 0 ? 1 : -1) * (sample - 16)) / 32, (line - 8) / 16]);
const headerWith = (trajectory: NonNullable<MrdHeader["encoding"][number]["trajectory"]>) =>
  headerOf(encodingOf({ ...size, trajectory }));
const uncounted = (readouts: readonly Acquisition[]) =>
  readouts.map((each) => ({ ...each, header: each.header.with({ kspaceEncodeStep1: 0 }) }));
const flagged = (each: Acquisition, ...flags: AcquisitionFlag[]) => ({
  ...each,
  header: each.header.with({ flags: flags.reduce((bits, flag) => bits | (1n << BigInt(flag - 1)), 0n) }),
});

describe("a chain refuses readouts that are not lines of a Cartesian grid:", () => {
  const twoSlices = [...cartesian, ...cartesian].map((each, i) => ({
    ...each,
    header: each.header.with({ position: [0, 0, i < 16 ? 0 : 8], sliceDir: [0, 0, 1], scanCounter: i }),
  }));
  const plain = cartesian.map((each) => ({
    ...each,
    trajectory: new Float32Array(0),
    header: each.header.with({ trajectoryDimensions: 0 }),
  }));
  const decays = plain.map((each) => ({
    ...each,
    header: each.header.with({ centerSample: 0 }),
    data: each.data.map((_, i) => Math.exp(-(Math.floor(i / 2) % 32) / 6)),
  }));
  const epi = [
    flagged(plain[8]!, AcquisitionFlag.phaseCorrectionData),
    ...plain.map((each, line) => (line % 2 === 0 ? each : flagged(each, AcquisitionFlag.reverse))),
  ];
  it.each<[string, MrdHeader, readonly Acquisition[], string, RegExp]>([
    ["a radial header", headerWith("radial"), plain, "not-cartesian", /the header says that the trajectory is radial/],
    ["a golden-angle header", headerWith("goldenangle"), plain, "not-cartesian", /says .* goldenangle/],
    ["a spiral header", headerWith("spiral"), plain, "not-cartesian", /says .* spiral/],
    ["radial trajectories", headerWith("cartesian"), radial, "not-cartesian", /15 of 16 trajectories run in another/],
    [
      "rotated blades",
      headerWith("other"),
      propeller,
      "not-cartesian",
      /12 of 16 trajectories run in another direction/,
    ],
    ["spiral trajectories", headerWith("other"), spiral, "not-cartesian", /16 of 16 trajectories are curved/],
    ["lines that run backwards without a flag", headerWith("other"), zigzag, "epi", /8 of 16 lines run backwards/],
    ["EPI by its flags", headerWith("cartesian"), epi, "epi", /8 of 16 lines are reversed, and 1 readout is for phase/],
    ["EPI by its header", headerWith("epi"), epi.slice(1), "epi", /8 of 16 lines are reversed/],
    [
      "counters that were not set",
      headerWith("cartesian"),
      uncounted(cartesian),
      "lines-not-counted",
      /name 1 line, their trajectories 16/,
    ],
    [
      "counters that were not set, without trajectories",
      headerWith("cartesian"),
      uncounted(plain),
      "lines-not-counted",
      /name 1 line of 16/,
    ],
    [
      "counters of lines that count partitions",
      headerWith("cartesian"),
      plain.map((each, line) => ({
        ...each,
        header: each.header.with({ kspaceEncodeStep1: 0, kspaceEncodeStep2: line }),
      })),
      "lines-not-counted",
      /name 1 line of 16, and several partitions of 1/,
    ],
    [
      "counters of lines that count segments",
      headerWith("cartesian"),
      plain.map((each, line) => ({ ...each, header: each.header.with({ kspaceEncodeStep1: 0, segment: line }) })),
      "lines-not-counted",
      /name 1 line of 16/,
    ],
    [
      "free induction decays",
      headerWith("cartesian"),
      decays,
      "spectroscopy",
      /the signal is strongest at the first samples of readouts and decays/,
    ],
    [
      "free induction decays with oversampling",
      headerOf(
        encodingOf({ encoded: [32, 16, 1], recon: [16, 16, 1], encodedFov: [600, 300, 6], reconFov: [300, 300, 6] }),
      ),
      decays,
      "spectroscopy",
      /the signal is strongest at the first samples of readouts and decays/,
    ],
    [
      "a slice counter that was not set",
      headerWith("cartesian"),
      twoSlices,
      "slices-not-counted",
      /same line of slice 0, but 8.0 mm/,
    ],
    [
      "a spectrum",
      headerOf(encodingOf({ encoded: [4096, 1, 1], recon: [1, 1, 1] })),
      [readout({ numberOfSamples: 4096, centerSample: 0 })],
      "spectroscopy",
      /readouts have one line only, which looks like spectroscopy/,
    ],
  ])("%s", async (_, header, readouts, code, text) => {
    for (const chain of ["cartesian", "cartesian-full", "default", "simplefft"]) {
      const failure: Error = await reconstruct(chain, header, readouts).then(
        () => expect.fail("it was reconstructed"),
        (error) => error,
      );
      expect(failure.message).toMatch(text);
      expect(failure.cause ?? failure).toMatchObject({ code });
    }
  });

  it("also if a step before has turned reversed readouts round", async () => {
    const { header, acquisitions } = phantom({ matrix: 16, coils: 2, oversampling: 2 });
    const alternating = [...acquisitions()].flatMap((each, i) => [
      ...(i === 0 ? [flagged(each, AcquisitionFlag.phaseCorrectionData)] : []),
      i % 2 === 0 ? each : flagged(each, AcquisitionFlag.reverse),
    ]);
    await expect(reconstruct("cartesian", header, alternating)).rejects.toThrow(/this is EPI: 8 of 16 lines/);
  });
});

describe("a chain goes by the readouts where the header says otherwise:", () => {
  it.each<[string, MrdHeader, readonly Acquisition[], readonly string[]]>([
    ["other, with lines", headerWith("other"), cartesian, []],
    ["radial, with lines", headerWith("radial"), cartesian, ["the header says radial, but the trajectories of the"]],
    ["epi, without reversed lines", headerWith("epi"), cartesian, ["the header says epi, but no readout is reversed"]],
    ["lines, with trajectories that were never filled in", headerWith("cartesian"), along(() => [0, 0]), []],
    ["lines along y", headerWith("cartesian"), along((line, sample) => [(line - 8) / 16, (sample - 16) / 32]), []],
    [
      "all lines backwards",
      headerWith("cartesian"),
      along((line, sample) => [(16 - sample) / 32, (line - 8) / 16]),
      [],
    ],
  ])("%s", async (_, header, readouts, expected) => {
    const { images, reported } = await reconstruct("default", header, readouts);
    expect(images).toHaveLength(1);
    expect(images.map(problems)).toEqual([[]]);
    expect(reported).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  it("limits that were not filled in", async () => {
    for (const options of [{}, { partitions: 4 }]) {
      const { header, acquisitions } = phantom({ matrix: 16, coils: 2, noiseLevel: 0, ...options });
      const unset = { minimum: 0, maximum: 0, center: 0 };
      const encodingLimits = { kspaceEncodingStep1: unset, kspaceEncodingStep2: unset };
      const wrong = { ...header, encoding: [{ ...header.encoding[0]!, encodingLimits }] };
      for (const chain of ["default", "simplefft"]) {
        const right = await reconstruct(chain, header, acquisitions());
        const { images, reported } = await reconstruct(chain, wrong, acquisitions());
        expect(images.map(({ data }) => data)).toEqual(right.images.map(({ data }) => data));
        expect(images.map(problems)).toEqual([[]]);
        expect(reported.join("\n")).toContain("it is 0..0, but readouts have 0..15. The limits were not filled in");
      }
      const { images } = await reconstruct("cartesian", wrong, acquisitions(), { parameters: { center: "strongest" } });
      expect(images.map(problems)).toEqual([[]]);
    }
  });

  it("reversed lines without phase correction, with a word", async () => {
    const { header, acquisitions } = phantom({ matrix: 16, coils: 2, alternating: true });
    const { reported } = await reconstruct("default", header, acquisitions());
    expect(reported).toEqual([
      expect.stringContaining("8 of 16 lines are reversed, and none is for phase correction. If their phase differs"),
    ]);
  });

  it("a centre that is not where the signal is, by a parameter", async () => {
    const { header, acquisitions } = phantom({ matrix: 64, coils: 1, noiseLevel: 0, partialFourier: 0.7 });
    const encoding = header.encoding[0]!;
    const limit = encoding.encodingLimits.kspaceEncodingStep1!;
    const moved = { ...limit, center: limit.center + 8 };
    const wrong = {
      ...header,
      encoding: [{ ...encoding, encodingLimits: { ...encoding.encodingLimits, kspaceEncodingStep1: moved } }],
    };
    const run = (given: MrdHeader, center: string) =>
      reconstruct("cartesian-full", given, acquisitions(), { parameters: { center } });
    const right = await run(header, "header");
    const warned = await run(wrong, "header");
    expect(warned.reported.join("\n")).toContain(`it is ${moved.center}, but the strongest line is ${limit.center}`);
    expect(warned.images[0]!.data).not.toEqual(right.images[0]!.data);
    const mended = await run(wrong, "strongest");
    expect(mended.images[0]!.data).toEqual(right.images[0]!.data);
  });
});

describe("an image says what it lacks:", () => {
  const outside = (all: readonly Acquisition[]) => [
    ...all,
    ...all.slice(0, 4).map((each) => ({ ...each, header: each.header.with({ kspaceEncodeStep1: 40 }) })),
  ];
  const measured = (options: Parameters<typeof phantom>[0]) =>
    phantom({ matrix: 16, coils: 2, noiseLevel: 0, ...options });
  it.each<[string, Parameters<typeof phantom>[0], (readouts: Acquisition[]) => Acquisition[], string]>([
    ["undersampling", { acceleration: 2 }, (all) => all, "aliased: 8 of 16 lines were acquired"],
    [
      "undersampling that no header announces",
      {},
      (all) => all.filter((_, i) => i % 2 === 0),
      "aliased: 8 of 16 lines",
    ],
    ["a truncated scan", {}, (all) => all.slice(0, 11), "incomplete: 11 of 16 lines were acquired"],
    ["a lost line", {}, (all) => all.filter((_, i) => i !== 5), "incomplete: 15 of 16 lines were acquired"],
    ["a truncated volume", { partitions: 8 }, (all) => all.slice(0, 5 * 16), "incomplete: 5 of 8 partitions"],
    [
      "one partition of two",
      { partitions: 2 },
      (all) => all.slice(0, 16),
      "incomplete: 1 of 2 partitions was acquired",
    ],
    [
      "a volume of random lines",
      { partitions: 8 },
      (all) => all.filter((_, i) => (i * 7) % 5 < 2),
      "aliased: 51 of 128",
    ],
    ["lines outside of the matrix", {}, (all) => outside(all), "discarded: 4 readouts outside of the encoded matrix"],
    ["partial Fourier left at zero", { partialFourier: 0.7 }, (all) => all, "partial Fourier: rows "],
  ])("%s", async (_, options, change, expected) => {
    const { header, acquisitions } = measured(options);
    const { images, reported } = await reconstruct("default", header, change([...acquisitions()]));
    expect(new Set(images.flatMap(problems))).toEqual(new Set([expect.stringContaining(expected)]));
    expect(images.every((image) => problems(image).length === 1)).toBe(true);
    if (/^(aliased|incomplete)/.test(expected)) expect(reported).toEqual([expect.stringContaining(expected)]);
  });

  it("nothing, if it is complete, or its missing side was filled", async () => {
    for (const [chain, options] of [
      ["default", {}],
      ["default", { partitions: 4 }],
      ["cartesian-full", { partialFourier: 0.7 }],
    ] as const) {
      const { header, acquisitions } = measured(options);
      const { images } = await reconstruct(chain, header, acquisitions());
      expect(images.map(problems)).toEqual([[]]);
    }
  });
});

it("a volume whose partitions are flagged one by one is one image", async () => {
  const { header, acquisitions } = phantom({ matrix: 16, coils: 1, partitions: 4, repetitions: 2 });
  const flags = [...acquisitions()].map((each) => {
    const last = each.header.kspaceEncodeStep1 === 15;
    return last ? flagged(each, AcquisitionFlag.lastInSlice) : flagged(each);
  });
  const { images } = await reconstruct("simplefft", header, flags);
  expect(images.map((image) => image.header.matrixSize)).toEqual([
    [16, 16, 4],
    [16, 16, 4],
  ]);
  // Of the first repetition, the last partition was lost.
  const short = flags.filter(
    ({ header: { repetition, kspaceEncodeStep2 } }) => repetition > 0 || kspaceEncodeStep2 < 3,
  );
  const { images: two } = await reconstruct("simplefft", header, short);
  expect(two.map(problems)).toEqual([["incomplete: 3 of 4 partitions were acquired"], []]);
});

it("complex images whose header says magnitude are inverted by their magnitude", async () => {
  const labelled = image([3, 4, 0, 1], {
    matrixSize: [2, 1, 1],
    dataType: DataType.complexFloat,
    imageType: ImageType.magnitude,
  });
  const { images } = await reconstruct("invertcontrast", undefined, [labelled]);
  expect(images.map(({ header, data }) => [header.imageType, ...data])).toEqual([[ImageType.magnitude, 0, 3276]]);
});

describe.skipIf(noSharedData)(withReason("real files", noSharedData), () => {
  async function run(name: string, chain: string) {
    const file = await MrdFile.open(fileURLToPath(new URL(name, sharedData)));
    const group = file.groups[0]!;
    try {
      return await reconstruct(chain, parseHeader(group.header!), [...group.acquisitions()]);
    } finally {
      file.close();
    }
  }
  it.each([
    ["raw-koma-epi-other.mrd", /looks like EPI: 50 of 101 lines run backwards/],
    ["raw-siemens-epi.h5", /is EPI: 40 of 80 lines are reversed, and 3 readouts are for phase correction/],
  ])("refuses %s", async (name, text) => {
    for (const chain of ["cartesian", "simplefft", "default"]) await expect(run(name, chain)).rejects.toThrow(text);
  });
  it.each(["cartesian", "simplefft"])("makes one volume of raw-lowfield-tse3d.h5 by %s", async (chain) => {
    const { images, reported } = await run("raw-lowfield-tse3d.h5", chain);
    expect(images.map(({ header }) => header.matrixSize)).toEqual([[60, 60, 10]]);
    expect(images.map(problems)).toEqual([[]]);
    expect(reported).toContainEqual(expect.stringContaining("it is 0..7, but readouts have 0..9"));
  });
});
