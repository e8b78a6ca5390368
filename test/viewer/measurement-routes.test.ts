import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import {
  AcquisitionFlag,
  AcquisitionHeader,
  DataType,
  flagMask,
  formatAttributes,
  formatHeader,
  WaveformHeader,
} from "../../src/mrd/index.ts";
import type { FindingEntry, HeaderTree, ReadoutColumns, SamplesRequest, TreeNode } from "../../src/viewer/api/index.ts";
import { fileRoutes, ViewedFiles, viewerApp } from "../../src/viewer/index.ts";
import { decodeArrays } from "../../web/src/api/arrays.ts";
import { headerOf, image } from "../support/messages.ts";

const [SAMPLES, COILS] = [4, 2];
/** The value of a sample: different in every place. */
const valueAt = (row: number, coil: number, sample: number) => 100 * row + 10 * coil + sample;

const patient = {
  subjectInformation: {
    patientName: "Roe^Jane",
    patientId: "PID-4711",
    patientBirthdate: "1970-02-28",
    patientWeightKg: 61.5,
  },
  studyInformation: { studyDate: "2026-11-30", studyDescription: "knee of Jane Roe", bodyPartExamined: "KNEE" },
  measurementInformation: { measurementId: "scan_1", protocolName: "t1_knee_left", patientPosition: "HFS" as const },
  userParameters: {
    userParameterString: [
      { name: "dicom.PatientName", value: "Roe Jane Q" },
      { name: "comment", value: "scan of Roe Jane Q, repeated" },
    ],
    userParameterBase64: [{ name: "protocol", value: Buffer.from("patient Roe^Jane").toString("base64") }],
  },
};
/** What must not leave the server. */
const secrets = [
  "Roe",
  "4711_",
  "PID-4711",
  "1970-02-28",
  "61.5",
  "2026-11-30",
  "t1_knee_left",
  "Um9lXkphbmU",
  "1.2.840.99",
];

describe("requests for raw data", () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-viewer-"));
  const path = join(folder, "scan.h5");
  let hiding: ViewedFiles;
  let showing: ViewedFiles;

  beforeAll(async () => {
    const writer = await MrdFileWriter.create(path);
    const { encoding } = headerOf();
    writer.writeHeader(formatHeader({ ...patient, encoding: encoding ?? [] }));
    writer.writeConfigAdditional(JSON.stringify({ operator: "for PID-4711" }));
    for (let row = 0; row < 5; row += 1) {
      const header = AcquisitionHeader.of({
        flags:
          row === 0 ? flagMask(AcquisitionFlag.noiseMeasurement) : row === 4 ? flagMask(AcquisitionFlag.user8) : 0n,
        numberOfSamples: SAMPLES,
        activeChannels: COILS,
        trajectoryDimensions: row === 3 ? 2 : 0,
        kspaceEncodeStep1: row,
        slice: 3,
        position: [1.5, row, 0],
        userInt: [-row, 0, 0, 0, 0, 0, 0, 0],
      });
      const data = Float32Array.from({ length: 2 * COILS * SAMPLES }, (_, i) =>
        i % 2 === 0 ? valueAt(row, Math.floor(i / (2 * SAMPLES)), (i / 2) % SAMPLES) : -1,
      );
      const trajectory = Float32Array.from({ length: row === 3 ? 2 * SAMPLES : 0 }, (_, i) => i / 8);
      writer.append({ kind: "acquisition", header, trajectory, data });
    }
    for (const [waveformId, timeStamp] of [
      [1, 40],
      [0, 20],
      [1, 44],
    ] as const) {
      const header = WaveformHeader.of({ waveformId, timeStamp, channels: 2, numberOfSamples: 3, sampleTimeUs: 2500 });
      const data = Uint32Array.from({ length: 6 }, (_, i) => timeStamp + i);
      writer.append({ kind: "waveform", header, data });
    }
    const attributes = {
      PatientName: "Roe^Jane",
      SOPInstanceUID: "1.2.840.99.1",
      ImageComments: "Roe^Jane, slice 1",
      Keep: "kept",
    };
    writer.append({ ...image([1, 2, 3, 4]), attributes: formatAttributes(attributes) });
    writer.writeArray(
      "buffer_0",
      [2, 2, 3],
      DataType.complexFloat,
      Float32Array.from({ length: 24 }, (_, i) => i),
    );
    writer.close();
    hiding = await ViewedFiles.open([path]);
    showing = await ViewedFiles.open([path], { showsPatient: true });
  });
  afterAll(() => {
    hiding.close();
    showing.close();
    rmSync(folder, { recursive: true });
  });

  function request(files: ViewedFiles, address: string, body?: unknown): Promise<Response> {
    const areas = { files: fileRoutes(files) };
    const app = viewerApp({ version: "0", page: folder, areas, token: undefined, hosts: ["127.0.0.1"] });
    const headers = { host: "127.0.0.1", "content-type": "application/json" };
    const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return Promise.resolve(app.request(`http://127.0.0.1/api/${address}`, { headers, ...options }));
  }
  const get = (address: string) => request(hiding, address);
  const json = async <T>(address: string) => (await (await get(address)).json()) as T;
  const arrays = async <T>(response: Promise<Response>) =>
    decodeArrays<T>(new Uint8Array(await (await response).arrayBuffer()));
  const group = "file=0&group=dataset";
  const samples = (rest: Partial<SamplesRequest>) =>
    request(hiding, "samples", { file: 0, group: "dataset", rows: [1], ...rest });

  it("return the columns of readouts, and arrays of those that vary", async () => {
    const { meta, arrays: values } = await arrays<ReadoutColumns>(get(`readouts?${group}&start=1&end=99`));
    expect(meta).toMatchObject({ start: 1, count: 4 });
    const column = (name: string) => meta.columns.find((each) => each.name === name);
    expect(column("slice")).toEqual({ name: "slice", constant: 3 });
    expect(column("position_x")).toEqual({ name: "position_x", constant: 1.5 });
    const varying = meta.columns.filter(({ constant }) => constant === undefined).map(({ name }) => name);
    expect(varying).toEqual(["flags_1", "trajectoryDimensions", "position_y", "kspaceEncodeStep1", "userInt_0"]);
    expect(values.map((each) => [...each])).toEqual([
      [0, 0, 0, 2 ** 31],
      [0, 0, 2, 0],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [-1, -2, -3, -4],
    ]);
  });

  it("return chosen samples of chosen readouts", async () => {
    const all = await arrays(samples({ rows: [3, 1] }));
    expect(all.meta).toEqual({ samples: [SAMPLES, SAMPLES], width: [COILS, COILS] });
    expect(all.arrays[0]!.length).toBe(2 * 2 * COILS * SAMPLES);
    expect(all.arrays[0]![2 * SAMPLES]).toBe(valueAt(3, 1, 0));
    const one = await arrays(samples({ rows: [0, 1, 2], coils: [1], sample: 2 }));
    expect(one.meta).toEqual({ samples: [1, 1, 1], width: [1, 1, 1] });
    expect([...one.arrays[0]!]).toEqual([0, 1, 2].flatMap((row) => [valueAt(row, 1, 2), -1]));
    const missing = await arrays(samples({ coils: [7] }));
    expect([...missing.arrays[0]!].every(Number.isNaN)).toBe(true);
    const beyond = await arrays(samples({ sample: 9 }));
    expect(beyond).toMatchObject({ meta: { samples: [0] }, arrays: [new Float32Array()] });
    const trajectory = await arrays(samples({ rows: [1, 3], what: "trajectory" }));
    expect(trajectory.meta).toEqual({ samples: [SAMPLES, SAMPLES], width: [0, 2] });
    expect([...trajectory.arrays[0]!]).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((i) => i / 8));
  });

  it("refuse readouts that do not exist, and requests of another form", async () => {
    const refused = await samples({ rows: [5] });
    expect([refused.status, await refused.text()]).toEqual([400, "there is no readout 5: group dataset has 5\n"]);
    const malformed = await request(hiding, "samples", { file: 0, group: "dataset", rows: ["1"] });
    expect([malformed.status, await malformed.text()]).toEqual([400, expect.stringContaining("rows")]);
    const noNoise = await request(hiding, "noise", { file: 0, group: "dataset", rows: [] });
    expect(await noNoise.text()).toBe("there are no noise readouts\n");
    const noPlane = await get(`array?${group}&name=buffer_0&plane=2`);
    expect(await noPlane.text()).toBe("array buffer_0 has 2 planes, not 3\n");
  });

  it("return the noise covariance that NumPy computes", async () => {
    // d = np.array([[0, 1, 2, 3], [10, 11, 12, 13]]) - 1j; (d.conj() @ d.T) / 3
    const { meta, arrays: values } = await arrays(request(hiding, "noise", { file: 0, group: "dataset", rows: [0] }));
    expect(meta).toEqual({ coils: 2, samples: 4 });
    const expected = [6, 0, 26, 40 / 3, 26, -40 / 3, 538 / 3, 0];
    for (const [i, value] of expected.entries()) expect(values[0]![i]).toBeCloseTo(value, 9);
  });

  it("return waveforms by id", async () => {
    const { meta, arrays: values } = await arrays(get(`waveforms?${group}`));
    expect(meta).toEqual([
      { id: 0, count: 1, channels: 2, sampleTimeUs: 2500 },
      { id: 1, count: 2, channels: 2, sampleTimeUs: 2500 },
    ]);
    expect(values.map((each) => [...each])).toEqual([
      [20],
      [3],
      [20, 21, 22, 23, 24, 25],
      [40, 44],
      [3, 3],
      [40, 41, 42, 43, 44, 45, 44, 45, 46, 47, 48, 49],
    ]);
  });

  it("return planes of arrays", async () => {
    expect(await json(`array-form?${group}&name=buffer_0`)).toMatchObject({ shape: [2, 2, 3], complex: true });
    const { arrays: values } = await arrays(get(`array?${group}&name=buffer_0&plane=1`));
    expect([...values[0]!]).toEqual(Array.from({ length: 12 }, (_, i) => 12 + i));
  });

  it("return what doctor finds", async () => {
    const findings = await json<FindingEntry[]>(`findings?${group}`);
    expect(findings.map(({ weight }) => weight)).toContain("remark");
    expect(await json<FindingEntry[]>(`findings?${group}`)).toEqual(findings);
  });

  const addresses = [
    "about",
    "files",
    `header?${group}`,
    `findings?${group}`,
    `readouts?${group}&start=0&end=5`,
    `waveforms?${group}`,
    `images/headers?${group}&series=image_0`,
    `images?${group}&series=image_0&start=0&end=1`,
    `array-form?${group}&name=buffer_0`,
    `array?${group}&name=buffer_0&plane=0`,
  ];

  it.each(addresses)("hide the patient: %s", async (address) => {
    const response = await get(address);
    expect(response.status).toBe(200);
    const text = Buffer.from(await response.arrayBuffer()).toString("latin1");
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  it("show what does not identify the patient, and say what is hidden", async () => {
    const tree = await json<HeaderTree>(`header?${group}`);
    expect(tree.hides).toBe(true);
    const node = (name: string, nodes: readonly TreeNode[] = tree.nodes): TreeNode | undefined =>
      nodes.find((each) => each.name === name) ??
      nodes.map(({ members = [] }) => node(name, members)).find((each) => each !== undefined);
    expect(node("subjectInformation")).toEqual({ name: "subjectInformation", hidden: true });
    expect(node("studyDate")).toEqual({ name: "studyDate", hidden: true });
    expect(node("patientPosition")).toEqual({ name: "patientPosition", value: "HFS" });
    expect(node("bodyPartExamined")).toEqual({ name: "bodyPartExamined", value: "KNEE" });
    expect(node("configAdditional")?.value).toBe('{"operator":"for ‹hidden›"}');
    const images = Buffer.from(await (await get(addresses[7]!)).arrayBuffer()).toString("utf8");
    expect(images).toContain("<value>kept</value>");
    expect(images).toContain("<value>‹hidden›, slice 1</value>");
  });

  it("show everything with --show-patient", async () => {
    const header = await (await request(showing, `header?${group}`)).text();
    for (const secret of ["Roe^Jane", "1970-02-28", "61.5", "t1_knee_left"]) expect(header).toContain(secret);
    expect((JSON.parse(header) as HeaderTree).hides).toBe(false);
    const images = Buffer.from(await (await request(showing, addresses[7]!)).arrayBuffer()).toString("latin1");
    expect(images).toContain("<value>Roe^Jane, slice 1</value>");
  });
});
