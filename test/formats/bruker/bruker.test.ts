import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { brukerSource } from "../../../src/formats/bruker/index.ts";
import { JcampDx } from "../../../src/formats/bruker/jcamp-dx.ts";
import { knownObject } from "../../support/known-object.ts";
import { correlation, imagesOf, readFile } from "../../support/sources.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-bruker-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Parameters = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/** Parameters as ParaVision writes them, values of arrays in lines of their own. */
function jcamp(parameters: Parameters): string {
  const entries = Object.entries(parameters).map(([name, value]) =>
    Array.isArray(value) ? `##$${name}=( ${value.length} )\n${value.join(" ")}` : `##$${name}=${value}`,
  );
  return `##TITLE=Parameter List, ParaVision 6.0.1\n##JCAMPDX=4.24\n$$ a comment\n${entries.join("\n")}\n##END=\n`;
}

const [nx, ny, receivers] = [32, 24, 2];
const objects = [knownObject(nx, ny, receivers), knownObject(nx, ny, receivers, 3)];
const steps = [...Array(ny).keys()].map((i) => (i % 2) * (ny / 2) + Math.floor(i / 2) - ny / 2);
const method: Parameters = {
  PVM_EncMatrix: [2 * nx, ny],
  PVM_Matrix: [nx, ny],
  PVM_AntiAlias: [2, 1],
  PVM_EncZf: [1, 1],
  PVM_EncNReceivers: receivers,
  PVM_EncSteps1: steps,
  PVM_Fov: [40, 30],
  PVM_SliceThick: 1.5,
  PVM_EffSWh: 50000,
  PVM_EncChanScaling: [1, 0.5],
};
const acqp: Parameters = {
  PULPROG: "( 32 )\n<FLASH.ppg>",
  ACQ_dim: 2,
  ACQ_dim_desc: ["Spatial", "Spatial"],
  ACQ_size: [4 * nx, ny],
  ACQ_phase_factor: 2,
  ACQ_obj_order: [1, 0],
  NI: 2,
  NR: 1,
  BYTORDA: "little",
  GO_raw_data_format: "GO_32BIT_SGN_INT",
  GO_block_size: "Standard_KBlock_Format",
  BF1: 400.3,
  ACQ_grad_matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0],
  ACQ_slice_offset: [-2, 3],
  ACQ_read_offset: [0, 5],
  ACQ_patient_pos: "Head_Prone",
  ACQ_protocol_name: "( 64 )\n<FLASH 2D>",
  ACQ_repetition_time: [100],
  ACQ_echo_time: [5],
  ACQ_flip_angle: 30,
};

interface Stored {
  readonly bytes: (value: number) => Buffer;
  readonly padTo: number;
}
const int32: Stored = { bytes: (value) => Buffer.from(Int32Array.of(value).buffer), padTo: 1024 };

/** Writes a scan: two lines of a slice, two of the other one, and so on; the second slice first. */
function write(name: string, changes: Parameters = {}, file = "fid", { bytes, padTo }: Stored = int32): string {
  const scan = join(folder, name);
  mkdirSync(scan, { recursive: true });
  writeFileSync(join(scan, "acqp"), jcamp({ ...acqp, ...changes }));
  writeFileSync(join(scan, "method"), jcamp({ ...method, ...changes }));
  const blocks: Buffer[] = [];
  for (let segment = 0; segment < ny / 2; segment++) {
    for (const slice of [1, 0]) {
      for (const inSegment of [0, 1]) {
        const lines = [0, 1].map((coil) => objects[slice]!.line(coil, steps[2 * segment + inSegment]!));
        const samples = Buffer.concat(lines.flatMap((line) => [...line].map((value) => bytes(Math.round(value * 20)))));
        blocks.push(samples, Buffer.alloc((padTo - (samples.length % padTo)) % padTo, 0x55));
      }
    }
  }
  writeFileSync(join(scan, file), Buffer.concat(blocks));
  return scan;
}

describe("a scan of ParaVision", () => {
  it("has the image of the object that was measured", async () => {
    const path = write("flash");
    const start = { path, isFolder: true, bytes: Buffer.alloc(0), size: 0 };
    expect(brukerSource.recognises(start)).toBe(true);
    expect(brukerSource.recognises({ ...start, path: join(path, "fid"), isFolder: false })).toBe(true);
    expect(brukerSource.recognises({ ...start, path: join(path, "acqp"), isFolder: false })).toBe(false);
    expect(brukerSource.recognises({ ...start, path: folder })).toBe(false);
    const file = await readFile(brukerSource, path);
    expect(file.source.name).toBe("FLASH 2D");
    expect(file.header).toMatchObject({
      measurementInformation: { patientPosition: "HFP", protocolName: "FLASH 2D", sequenceName: "FLASH.ppg" },
      acquisitionSystemInformation: { systemVendor: "Bruker", receiverChannels: 2 },
      experimentalConditions: { h1ResonanceFrequencyHz: 400_300_000 },
      sequenceParameters: { tr: [100], te: [5], flipAngleDeg: [30] },
    });
    expect(file.header.encoding[0]).toMatchObject({
      encodedSpace: { matrixSize: { x: 64, y: 24, z: 1 }, fieldOfViewMm: { x: 80, y: 30, z: 1.5 } },
      reconSpace: { matrixSize: { x: 32, y: 24, z: 1 }, fieldOfViewMm: { x: 40, y: 30, z: 1.5 } },
      encodingLimits: { kspaceEncodingStep1: { minimum: 0, maximum: 23, center: 12 }, slice: { maximum: 1 } },
    });
    expect(file.readouts).toHaveLength(2 * ny);
    expect(file.readouts[0]!.header).toMatchObject({
      slice: 1,
      kspaceEncodeStep1: 0,
      sampleTimeUs: 20,
      centerSample: 32,
    });
    expect(file.readouts[0]!.header.position).toEqual([3, 5, 0]);
    expect(file.readouts[0]!.header.readDir).toEqual([0, 1, 0]);
    expect(file.readouts[1]!.header).toMatchObject({ slice: 1, kspaceEncodeStep1: 12 });
    const images = await imagesOf(file);
    expect(images).toHaveLength(2);
    for (const image of images)
      expect(correlation(image.data, objects[image.header.slice]!.image)).toBeGreaterThan(0.999);
    expect(file.remarks).toContain("info: scaling of channels is not applied: 1, 0.5");
  });

  it.each([
    [
      "16 bits, big-endian",
      { GO_raw_data_format: "GO_16BIT_SGN_INT", BYTORDA: "big", GO_block_size: "continuous" },
      "fid",
      (value: number) => Buffer.of((value >> 8) & 0xff, value & 0xff),
    ],
    [
      "floats",
      { GO_raw_data_format: "GO_32BIT_FLOAT", GO_block_size: "continuous" },
      "fid",
      (value: number) => Buffer.from(Float32Array.of(value).buffer),
    ],
    [
      "ParaVision 360",
      {
        GO_raw_data_format: "",
        ACQ_word_size: "_32_BIT",
        ACQ_size: "",
        ACQ_jobs: `( 1 )\n(${4 * nx}, 1, 0, 96, 101, 5e4, 48, 0, <job0>)`,
      },
      "rawdata.job0",
      int32.bytes,
    ],
  ] as const)("of %s has the same image", async (name, changes, data, bytes) => {
    const file = await readFile(brukerSource, write(name, changes as Parameters, data, { bytes, padTo: 1 }));
    const images = await imagesOf(file);
    for (const image of images)
      expect(correlation(image.data, objects[image.header.slice]!.image)).toBeGreaterThan(0.999);
  });

  it("counts echoes, repetitions and partitions, and flags calibration lines", async () => {
    const changes = {
      ACQ_dim: 3,
      ACQ_size: [8, 4, 2],
      ACQ_phase_factor: 1,
      ACQ_obj_order: [0, 1],
      ACQ_n_echo_images: 2,
      NR: 2,
      GO_block_size: "continuous",
      PVM_EncMatrix: [4, 4, 2],
      PVM_Matrix: [6, 6, 2],
      PVM_AntiAlias: [1, 1, 1],
      PVM_EncZf: [1, 1, 1],
      PVM_EncPpi: [1, 2, 1],
      PVM_EncSteps1: [-3, -1, 0, 1],
      PVM_EncSteps2: [0, -1],
      PVM_EncNReceivers: 1,
      PVM_Fov: [10, 20, 30],
    };
    const path = write("volume", changes);
    const { readouts, header, remarks } = await readFile(brukerSource, path);
    expect(readouts).toHaveLength(32);
    expect(header.encoding[0]).toMatchObject({
      encodedSpace: { matrixSize: { x: 6, y: 6, z: 2 }, fieldOfViewMm: { x: 10, y: 20, z: 30 } },
      parallelImaging: { accelerationFactor: { kspaceEncodingStep1: 2 }, calibrationMode: "embedded" },
    });
    const counters = readouts.map(({ header: h }) => [
      h.repetition,
      h.kspaceEncodeStep2,
      h.kspaceEncodeStep1,
      h.contrast,
    ]);
    expect(counters.slice(0, 4)).toEqual([
      [0, 1, 0, 0],
      [0, 1, 0, 1],
      [0, 1, 2, 0],
      [0, 1, 2, 1],
    ]);
    expect(counters[8]).toEqual([0, 0, 0, 0]);
    expect(counters[31]).toEqual([1, 0, 4, 1]);
    expect(readouts[0]!.header.centerSample).toBe(1); // of a partial echo: 4 of 6 samples
    expect(
      readouts
        .slice(0, 8)
        .filter(({ header: h }) => h.has(21))
        .map(({ header: h }) => h.kspaceEncodeStep1),
    ).toEqual([2, 2, 3, 3, 4, 4]);
    expect(remarks.join()).toContain("bytes more than its parameters say");
  });

  it("is read as far as its file goes", async () => {
    const path = write("short");
    truncateSync(join(path, "fid"), 10 * 1024 + 5);
    const { readouts, source } = await readFile(brukerSource, path);
    expect(readouts).toHaveLength(10);
    expect(source.remarks.find(({ level }) => level === "error")).toMatchObject({
      offset: 10 * 1024,
      text: expect.stringContaining("38 of 48 readouts are missing"),
    });
  });

  it("is refused if it has no lines of a grid, or contradicts itself", async () => {
    const open = (changes: Parameters) => readFile(brukerSource, write("other", changes));
    await expect(open({ PULPROG: "<EPI.ppg>" })).rejects.toThrow("was measured by EPI.ppg");
    await expect(open({ ACQ_dim_desc: ["Spectroscopic"] })).rejects.toMatchObject({ code: "unsupported" });
    await expect(open({ ACQ_dim: 1 })).rejects.toThrow("has 1 dimensions");
    await expect(open({ AQ_mod: "qf" })).rejects.toThrow("real samples");
    await expect(open({ GO_raw_data_format: "?", ACQ_word_size: "?" })).rejects.toThrow("GO_raw_data_format");
    await expect(open({ ACQ_phase_factor: 5 })).rejects.toThrow("24 lines by 5");
  });

  it("stores runs of values", () => {
    const parameters = new JcampDx([
      "##$A=( 5 )\n1 @3*(0) 2\n##$B=(1, <a b>, 2)\n##$C=7\n",
      "##$C=8\n##$D=( 2 )\nYes No\n",
    ]);
    expect(parameters.numbers("A")).toEqual([1, 0, 0, 0, 2]);
    expect(parameters.numbers("B")).toEqual([1, 2]);
    expect(parameters.number("C")).toBe(7);
    expect(parameters.words("D")).toEqual(["Yes", "No"]);
    expect(parameters.text("E")).toBe("");
  });
});
