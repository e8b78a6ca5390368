import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { PNG } from "pngjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { info } from "../../src/cli/commands/info.ts";
import { phantom } from "../../src/cli/commands/phantom.ts";
import { png } from "../../src/cli/commands/png.ts";
import { MrdFile, MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import * as report from "../../src/inspect/info/index.ts";
import { AcquisitionHeader, DataType, ImageHeader, ImageType } from "../../src/mrd/index.ts";
import { phantom as measured, noiseScan, type PhantomOptions } from "../../src/simulator/index.ts";

vi.mock("../../src/inspect/info/index.ts", async (original) => {
  const actual = await original<typeof report>();
  return { ...actual, formatGroup: vi.fn(actual.formatGroup) };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "larmor-tools-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

/** Runs a command and returns what it printed. */
async function run(command: Command, ...args: string[]): Promise<string> {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await command.parseAsync(args, { from: "user" });
  const printed = log.mock.calls.flat().join("\n");
  log.mockRestore();
  return printed;
}

/** Two series, `image_0` of the values 0 to 3 in four images, and `image_7`. */
async function writeImages(path: string): Promise<void> {
  const writer = await MrdFileWriter.create(path, { group: "measured" });
  const fields = { dataType: DataType.ushort, imageType: ImageType.magnitude, channels: 1 };
  for (const value of [0, 1, 2, 3]) {
    const header = ImageHeader.of({ ...fields, matrixSize: [2, 2, 1] });
    writer.append({ kind: "image", header, attributes: "", data: new Uint16Array(4).fill(value) });
  }
  const header = ImageHeader.of({ ...fields, matrixSize: [3, 1, 1], imageSeriesIndex: 7 });
  writer.append({ kind: "image", header, attributes: "", data: Uint16Array.of(5, 6, 7) });
  writer.close();
}

describe("larmor phantom", () => {
  it.each<[string, string[], PhantomOptions & { group?: string }]>([
    [
      "the C++ generator's short options",
      ["-m", "8", "-c", "2", "-O", "3", "-r", "2", "-a", "2", "-w", "2", "-n", "0.5", "-d", "here", "-C", "-k"],
      {
        matrix: 8,
        coils: 2,
        oversampling: 3,
        repetitions: 2,
        acceleration: 2,
        calibrationWidth: 2,
        noiseLevel: 0.5,
        group: "here",
        noiseReadouts: 1,
        coordinates: true,
      },
    ],
    [
      "its long options",
      "--matrix=8 --coils=2 --oversampling=3 --repetitions=2 --acceleration=2 --calibration-width=2 --noise-level=0.5 --dataset=here --noise-calibration --k-coordinates".split(
        " ",
      ),
      {
        matrix: 8,
        coils: 2,
        oversampling: 3,
        repetitions: 2,
        acceleration: 2,
        calibrationWidth: 2,
        noiseLevel: 0.5,
        group: "here",
        noiseReadouts: 1,
        coordinates: true,
      },
    ],
    [
      "FIRE's",
      ["--matrix-size", "6", "-s", "1", "--coils", "3", "--noise-level", "0"],
      { matrix: 6, oversampling: 1, coils: 3, noiseLevel: 0 },
    ],
    [
      "Larmor's own options",
      "-m 6 -c 2 --matrix-y 5 --slices 2 --correlated-noise --noise-readouts 3 --seed 9 --protocol knee --waveforms".split(
        " ",
      ),
      {
        matrix: 6,
        coils: 2,
        matrixY: 5,
        slices: 2,
        noiseCorrelation: 0.5,
        noiseReadouts: 3,
        seed: 9,
        protocol: "knee",
        waveforms: true,
      },
    ],
    [
      "those of an accelerated scan",
      "-m 12 -c 2 --partitions 4 -a 2 --acceleration-z 2 --caipirinha 1 --single-lattice -w 4 --calibration-mode external --calibration-width-z 2 --calibration-matrix 8 --calibration-scale 0.5".split(
        " ",
      ),
      {
        matrix: 12,
        coils: 2,
        partitions: 4,
        acceleration: 2,
        accelerationZ: 2,
        caipirinha: 1,
        singleLattice: true,
        calibrationWidth: 4,
        calibrationMode: "external",
        calibrationWidthZ: 2,
        calibrationMatrix: 8,
        calibrationScale: 0.5,
      },
    ],
    [
      "a correlation, and partitions",
      ["-m", "4", "-c", "2", "--correlated-noise", "0.25", "--partitions", "3"],
      { matrix: 4, coils: 2, noiseCorrelation: 0.25, partitions: 3 },
    ],
    [
      "loops",
      "-m 6 -c 1 --slices 3 --interleaved --contrasts 2 --averages 2 --phases 2 --sets 2 --segments 2 --alternating --dummies 1 --navigators --phase-correction".split(
        " ",
      ),
      {
        matrix: 6,
        coils: 1,
        slices: 3,
        interleaved: true,
        contrasts: 2,
        averages: 2,
        phases: 2,
        sets: 2,
        segments: 2,
        alternating: true,
        dummies: 1,
        navigators: true,
        phaseCorrection: true,
      },
    ],
    [
      "partial k-space, and grids",
      "-m 8 -c 2 --partitions 4 --partial-fourier 0.75 --partial-fourier-z .8 --asymmetric-echo 0.6 --discard-pre 2 --discard-post 1 --phase-oversampling 1.5 --recon-matrix 16 --second-encoding 4".split(
        " ",
      ),
      {
        matrix: 8,
        coils: 2,
        partitions: 4,
        partialFourier: 0.75,
        partialFourierZ: 0.8,
        asymmetricEcho: 0.6,
        discardPre: 2,
        discardPost: 1,
        phaseOversampling: 1.5,
        reconMatrix: 16,
        secondEncoding: 4,
      },
    ],
    [
      "object, geometry and a dead coil",
      "-m 4 -c 3 --phase-map --rotate -10,20,30.5 --position 1,-2,3 --dead-coil 2".split(" "),
      { matrix: 4, coils: 3, phaseMap: true, rotation: [-10, 20, 30.5], position: [1, -2, 3], deadCoil: 2 },
    ],
  ])("accepts %s", async (_, args, { group: name = "dataset", ...options }) => {
    const path = join(folder, "phantom.h5");
    const printed = await run(phantom, "-o", path, ...args);
    const expected = measured(options);
    const waveforms = [...expected.waveforms()].length;
    const also = waveforms > 0 ? ` and ${waveforms} ${waveforms === 1 ? "waveform" : "waveforms"}` : "";
    expect(printed).toBe(`${path}: ${expected.acquisitionCount} readouts${also} in group ${name}`);
    const file = await MrdFile.open(path);
    const group = file.group(name);
    expect([...group.acquisitions()].map(({ data }) => data)).toEqual(
      [...expected.acquisitions()].map(({ data }) => data),
    );
    expect(group.header).toContain(expected.header.measurementInformation!.measurementId);
    expect(group.arrays).toEqual(expected.arrays.map((array) => array.name).sort());
    file.close();
  });

  const scan = ["-m", "4", "-c", "3", "--noise-dependency"];

  it("writes the noise scan next to the measurement that depends on it", async () => {
    const path = join(folder, "phantom.h5");
    const printed = await run(phantom, "-o", path, ...scan, "5", "--permute-noise-coils", "-d", "knee");
    expect(printed).toBe(`${path}: 5 readouts in group knee_noise\n${path}: 4 readouts in group knee`);
    const file = await MrdFile.open(path);
    const [noise, knee] = ["knee_noise", "knee"].map((name) => file.group(name));
    const expected = noiseScan({ matrix: 4, coils: 3, noiseDependency: 5, permuteNoiseCoils: true });
    expect([...noise!.acquisitions()].map(({ data }) => data)).toEqual(
      [...expected.acquisitions()].map(({ data }) => data),
    );
    const id = expected.header.measurementInformation!.measurementId!;
    expect(noise!.header).toContain(`<measurementID>${id}</measurementID>`);
    expect(knee!.header).toMatch(new RegExp(`<dependencyType>Noise</dependencyType>\\s*<measurementID>${id}<`));
    expect(noise!.arrays).toEqual(["noise_covariance"]);
    expect(knee!.arrays).toContain("noise_covariance");
    file.close();
  });

  it("writes that noise scan to a separate file", async () => {
    const [path, noise] = [join(folder, "phantom.h5"), join(folder, "noise.h5")];
    const printed = await run(phantom, "-o", path, ...scan, "--noise-output", noise);
    expect(printed).toBe(`${noise}: 32 readouts in group dataset\n${path}: 4 readouts in group dataset`);
  });

  it("writes neither if the measurement can't be written", async () => {
    const [path, noise] = [join(folder, "phantom.h5"), join(folder, "noise.h5")];
    await run(phantom, "-o", path, "-m", "4", "-c", "3");
    await expect(run(phantom, "-o", path, ...scan, "--noise-output", noise)).rejects.toMatchObject({
      code: "group-exists",
    });
    const wrong = [...scan, "--partial-fourier", "0.2", "--noise-output", noise, "-d", "other"];
    await expect(run(phantom, "-o", path, ...wrong)).rejects.toMatchObject({ code: "bad-option" });
    expect(existsSync(noise)).toBe(false);
    const lonely = ["-m", "4", "-d", "other", "--noise-output", noise];
    await expect(run(phantom, "-o", path, ...lonely)).rejects.toThrow("--noise-output needs --noise-dependency");
  });

  it("rejects an existing group", async () => {
    const path = join(folder, "twice.h5");
    await run(phantom, "-o", path, "-m", "4", "-c", "1");
    await expect(run(phantom, "-o", path, "-m", "4", "-c", "1")).rejects.toMatchObject({ code: "group-exists" });
  });
});

describe("larmor info", () => {
  it("prints a report on all groups, or on one", async () => {
    const path = join(folder, "two.h5");
    await run(phantom, "-o", path, "-m", "4", "-c", "1", "-d", "first");
    await run(phantom, "-o", path, "-m", "6", "-c", "1", "-d", "second");
    expect(await run(info, path)).toMatch(
      /^[^\n]*two\.h5\n\ngroup first\n.*readouts {9}4\n.*\n\ngroup second\n.*readouts {9}6\n/s,
    );
    expect(await run(info, path, "-g", "second")).not.toContain("group first");
    await expect(run(info, path, "-g", "third")).rejects.toMatchObject({
      code: "group-missing",
      message: expect.stringContaining("first, second"),
    });
  });

  it("prints JSON with the whole header", async () => {
    const path = join(folder, "json.h5");
    await run(phantom, "-o", path, "-m", "4", "-c", "2");
    vi.mocked(report.formatGroup).mockClear();
    const { groups } = JSON.parse(await run(info, path, "--json"));
    expect(report.formatGroup).not.toHaveBeenCalled();
    expect(groups).toMatchObject([
      {
        name: "dataset",
        header: { acquisitionSystemInformation: { receiverChannels: 2 } },
        readouts: { count: 4, encodings: [{ count: 4, counters: { kspaceEncodeStep1: { minimum: 0, maximum: 3 } } }] },
      },
    ]);
  });

  it("reports what is wrong with a file", async () => {
    await expect(run(info, join(folder, "none.h5"))).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("larmor png", () => {
  it("writes a picture next to the file, named by its series, and prints its path and size", async () => {
    const path = join(folder, "images.h5");
    await writeImages(path);
    const picture = join(folder, "images_image_0.png");
    expect(await run(png, path, "-s", "0", "--window", "1.5,3", "--gap", "0")).toBe(`${picture}: 4 × 4`);
    const { data } = PNG.sync.read(readFileSync(picture));
    const corners = [0, 2, 8, 10].map((element) => data[4 * element]);
    expect(corners).toEqual([0, 85, 170, 255]);
  });

  it("selects and arranges images", async () => {
    const path = join(folder, "images.h5");
    await writeImages(path);
    const output = join(folder, "out.png");
    const options = [
      "--index",
      "0, 2-3",
      "--columns",
      "3",
      "--scale",
      "2",
      "--percentiles",
      "0,100",
      "-g",
      "measured",
      "--gap",
      "0",
    ];
    expect(await run(png, path, "-s", "image_0", "-o", output, ...options)).toBe(`${output}: 12 × 4`);
    const { data } = PNG.sync.read(readFileSync(output));
    expect([0, 4, 8].map((element) => data[4 * element])).toEqual([0, 170, 255]);
  });

  it.each<[string, string[], string, RegExp]>([
    ["a missing series", ["-s", "3"], "series-missing", /image_3.*image_0, image_7/],
    ["a missing image", ["-s", "0", "--index", "2-4"], "no-such-image", /0 to 3.*2 to 4/],
    ["an invalid index", ["-s", "0", "--index", "3-1"], "bad-option", /"3-1"/],
    ["a window without width", ["-s", "0", "--window", "1,0"], "bad-option", /width above 0/],
  ])("rejects %s", async (_, args, code, message) => {
    const path = join(folder, "images.h5");
    await writeImages(path);
    await expect(run(png, path, ...args)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(existsSync(join(folder, "images_image_0.png"))).toBe(false);
  });

  it("shows all series in one picture, with gaps, or one after another in a GIF", async () => {
    const path = join(folder, "images.h5");
    await writeImages(path);
    const picture = join(folder, "images_images.png");
    // Two rows of image_0 and one of image_7, whose tiles are 3 pixels wide, and 2 elements between them.
    expect(await run(png, path, "--columns", "2")).toBe(`${picture}: 8 × 10`);
    expect(await run(png, path, "--columns", "2", "--labels")).toMatch(/: 8 × \d{3}$/);
    const cine = join(folder, "cine.gif");
    expect(await run(png, path, "-s", "0", "-o", cine)).toBe(`${cine}: 2 × 2, 4 frames`);
    expect(readFileSync(cine).toString("latin1", 0, 6)).toBe("GIF89a");
  });

  it("shows what taps save: k-space by its logarithm, any part of complex values, and readouts", async () => {
    const path = join(folder, "tap.h5");
    const writer = await MrdFileWriter.create(path);
    writer.writeHeader("<ismrmrdHeader/>");
    const kSpace = Float32Array.of(0, 100, 0, -1, 1e-3, 0, 0, 0); // of one coil: 100i, then -i, 0.001 and 0
    writer.writeArray("buffer_0", [1, 1, 1, 2, 1, 1, 2], DataType.complexFloat, kSpace);
    const header = AcquisitionHeader.of({ numberOfSamples: 2, activeChannels: 2 });
    const trajectory = new Float32Array();
    for (const factor of [1, 10])
      writer.append({ kind: "acquisition", header, trajectory, data: Float32Array.of(factor, 0, 0, 0, 0, 1, 0, 0) });
    writer.close();
    const greysOf = async (...args: string[]) => {
      const output = join(folder, "tap.png");
      await run(png, path, "-o", output, "--gap", "0", ...args);
      const { width, height, data } = PNG.sync.read(readFileSync(output));
      return Array.from({ length: height }, (_, y) =>
        Array.from({ length: width }, (_, x) => data[4 * (y * width + x)]!),
      );
    };
    // Four powers of ten below the maximum are shown: 100, 1, 0.001 and 0.
    expect(await greysOf("-s", "buffer_0", "--columns", "2")).toEqual([[255, 128, 0, 0]]);
    const magnitude = ["--part", "magnitude", "--percentiles", "0,100"];
    expect(await greysOf("-s", "buffer_0", "--index", "0", ...magnitude)).toEqual([[255, 0]]);
    expect(await greysOf("-s", "buffer_0", "--index", "0", "--part", "phase")).toEqual([[191, 64]]);
    // One tile per coil, one line per readout.
    expect(await greysOf("-s", "data", "--index", "0", ...magnitude)).toEqual([
      [26, 0],
      [255, 0],
    ]);
    expect(await run(info, path)).toMatch(/arrays {11}1\n {4}buffer_0 {7}1 × 1 × 1 × 2 × 1 × 1 × 2; complexFloat/);
    await expect(run(png, path)).rejects.toMatchObject({
      code: "no-images",
      message: expect.stringMatching(/-s shows others of its data: buffer_0, data/),
    });
    await expect(run(png, path, "-s", "buffer_0", "--index", "2")).rejects.toMatchObject({ code: "no-such-image" });
  });

  it("reports if there are no images", async () => {
    const path = join(folder, "raw.h5");
    await run(phantom, "-o", path, "-m", "4", "-c", "1");
    await expect(run(png, path)).rejects.toMatchObject({ code: "no-images" });
  });
});
