import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { philipsSource } from "../../../src/formats/philips/index.ts";
import { knownObject } from "../../support/known-object.ts";
import { correlation, imagesOf, readFile } from "../../support/sources.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-philips-"));
afterAll(() => rmSync(folder, { recursive: true }));

const columns = "mix dyn card echo loca chan extr1 extr2 ky kz n.a. aver sign rf grad enc rtop rr size offset".split(
  " ",
);
interface Vector {
  readonly type: string;
  readonly samples: Float32Array;
  readonly at: Readonly<Record<string, number>>;
}

/** Writes both files as the description at the start of a list says. */
function write(name: string, vectors: readonly Vector[], general: readonly string[]): string {
  let offset = 0;
  const rows = vectors.map(({ type, samples, at }) => {
    const values = { sign: 1, ...at, size: samples.byteLength, offset } as Readonly<Record<string, number>>;
    offset += samples.byteLength;
    return `  ${type}  ${columns.map((column) => String(values[column] ?? 0).padStart(5)).join(" ")}`;
  });
  const list = [
    "# === DATA DESCRIPTION FILE ======================================================",
    "#",
    "# Scan name   : T1 phantom",
    "# Gyroscan SW release                  :  5.1-7",
    ...general.map((line) => `.    0    0    0  ${line}`),
    "# === START OF DATA VECTOR INDEX =================================================",
    "#",
    `# typ ${columns.join("   ")}`,
    "# --- ----- -----",
    "#",
    ...rows,
    "# === END OF DATA VECTOR INDEX ===================================================",
    "# === END OF DATA DESCRIPTION FILE ===============================================",
  ];
  writeFileSync(join(folder, `${name}.list`), `${list.join("\r\n")}\r\n`);
  writeFileSync(join(folder, `${name}.data`), Buffer.concat(vectors.map(({ samples }) => Buffer.from(samples.buffer))));
  return join(folder, `${name}.list`);
}

const [nx, ny, coils] = [32, 24, 3];
const objects = [knownObject(nx, ny, coils), knownObject(nx, ny, coils, 2)];
const ranges = [
  `kx_range                           :   ${-nx}     ${nx - 1}`,
  `ky_range                           :   ${-ny / 2}     ${ny / 2 - 1}`,
  "kx_oversample_factor               :    2.0000",
  "ky_oversample_factor               :    1.0000",
  "number of coil channels            :     3",
];
const chans = Array.from({ length: coils }, (_, chan) => chan);
const noise = (type = "NOI"): Vector[] =>
  chans.map((chan) => ({
    type,
    at: { chan },
    samples: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i * (chan + 1.3))),
  }));
const standard = (lines: readonly number[]): Vector[] =>
  [0, 1].flatMap((loca) =>
    lines.flatMap((ky) =>
      chans.map((chan) => ({ type: "STD", at: { loca, ky, chan, rtop: 7 }, samples: objects[loca]!.line(chan, ky) })),
    ),
  );
const allLines = Array.from({ length: ny }, (_, i) => i - ny / 2);

describe("Philips' data vectors", () => {
  it("have the image of the object that was measured", async () => {
    const path = write("full", [...noise(), ...standard(allLines)], ranges);
    const start = { path, isFolder: false, bytes: Buffer.alloc(0), size: 1 };
    expect(philipsSource.recognises(start)).toBe(true);
    expect(philipsSource.recognises({ ...start, path: join(folder, "full.data") })).toBe(true);
    expect(philipsSource.recognises({ ...start, path: join(folder, "no.list") })).toBe(false);
    const file = await readFile(philipsSource, path.replace(".list", ".data"));
    expect(file.source.name).toBe("T1 phantom");
    expect(file.header).toMatchObject({
      measurementInformation: { protocolName: "T1 phantom" },
      acquisitionSystemInformation: { systemVendor: "Philips", receiverChannels: 3 },
    });
    expect(file.header.encoding[0]).toMatchObject({
      encodedSpace: { matrixSize: { x: 64, y: 24, z: 1 } },
      reconSpace: { matrixSize: { x: 32, y: 24, z: 1 } },
      encodingLimits: { kspaceEncodingStep1: { minimum: 0, maximum: 23, center: 12 }, slice: { maximum: 1 } },
    });
    expect(file.readouts).toHaveLength(1 + 2 * ny);
    expect(file.readouts[0]!.header).toMatchObject({ numberOfSamples: 20, activeChannels: 3, flags: 1n << 18n });
    expect(file.readouts.at(-1)!.header).toMatchObject({
      slice: 1,
      kspaceEncodeStep1: 23,
      centerSample: 32,
      scanCounter: 48,
      physiologyTimeStamp: [7, 0, 0],
    });
    const images = await imagesOf({ ...file, messages: file.messages.slice(1) });
    expect(images).toHaveLength(2);
    for (const [i, image] of images.entries())
      expect(correlation(image.data, objects[i]!.image)).toBeGreaterThan(0.9999);
    expect(file.remarks).toContain("warning: field of view: 1 mm per pixel is assumed");
  });

  it("of scans with partial echoes, SENSE and volumes have their places", async () => {
    const general = [
      "kx_range : -10 31",
      "ky_range : -4 11",
      "kz_range : -2 1",
      "kx_oversample_factor : 2.0",
      "Y-direction SENSE factor : 2.0000",
    ];
    const at = { ky: -4, kz: 1, dyn: 1, card: 2, echo: 1, extr1: 1, extr2: 2, aver: 3, mix: 1 };
    const samples = new Float32Array(84).fill(1);
    const vectors = [
      { type: "STD", at, samples },
      { type: "STD", at: { ky: 11, kz: -2, sign: -1 }, samples },
      { type: "NAV", at: {}, samples },
      { type: "PHX", at: { sign: -1 }, samples },
      { type: "REJ", at: {}, samples },
      { type: "FRX", at: {}, samples },
    ];
    const { readouts, header, remarks } = await readFile(philipsSource, write("places", vectors, general));
    expect(header.encoding[0]).toMatchObject({
      encodedSpace: { matrixSize: { x: 64, y: 48, z: 4 } },
      encodingLimits: {
        kspaceEncodingStep1: { maximum: 30, center: 8 },
        kspaceEncodingStep2: { maximum: 3, center: 2 },
        set: { maximum: 11 },
      },
      parallelImaging: { accelerationFactor: { kspaceEncodingStep1: 2 } },
    });
    expect(readouts[0]!.header).toMatchObject({
      kspaceEncodeStep1: 0,
      kspaceEncodeStep2: 3,
      repetition: 1,
      phase: 2,
      contrast: 1,
      average: 3,
      set: 1 + 2 * (1 + 2 * 2),
      user: [1, 1, 2, 0, 0, 0, 0, 0],
      centerSample: 10,
    });
    expect(readouts[1]!.header).toMatchObject({ kspaceEncodeStep1: 30, kspaceEncodeStep2: 0, flags: 1n << 21n });
    expect(readouts.slice(2).map(({ header }) => header.flags)).toEqual([1n << 22n, (1n << 23n) | (1n << 21n)]);
    expect(remarks).toContain("info: left out: 1 readout of type REJ");
    expect(remarks).toContain("info: left out: 1 readout of type FRX");
    const odd = await readFile(philipsSource, write("odd", vectors, ["Y-direction SENSE factor : 1.5000"]));
    expect(odd.remarks.join()).toContain("the SENSE factor along Y is 1.5");
  });

  it("are read as far as the files go", async () => {
    const path = write("short", standard(allLines), ranges);
    const whole = 2 * ny * coils * 512;
    const data = Buffer.alloc(whole - 1000);
    writeFileSync(join(folder, "short.data"), data);
    const { readouts, source } = await readFile(philipsSource, path);
    expect(readouts).toHaveLength(2 * ny - 1);
    const damage = source.remarks.find(({ level }) => level === "error")!;
    expect(damage).toMatchObject({
      offset: whole - coils * 512,
      text: expect.stringContaining("it lacks 1 readout"),
    });
    const broken = await readFile(philipsSource, write("broken", standard([0]), [...ranges]));
    expect(broken.readouts).toHaveLength(2);
    const { readFileSync } = await import("node:fs");
    const list = readFileSync(join(folder, "broken.list"), "latin1").replace(/ {2}STD {4,}0.*\r\n/, "  STD 0 0 x\r\n");
    writeFileSync(join(folder, "broken.list"), list);
    const damaged = await readFile(philipsSource, join(folder, "broken.list"));
    expect(damaged.remarks.join()).toContain("a line of the index is damaged");
    expect(damaged.readouts.map(({ header }) => header.activeChannels)).toEqual([2, 3]);
  });

  it("are refused if they are not images of a scan", async () => {
    await expect(readFile(philipsSource, write("none", noise(), ranges))).rejects.toThrow("no standard data vectors");
    const spectra = write("spectra", [{ type: "STD", at: {}, samples: new Float32Array(8) }], ["t_range : 0 1023"]);
    await expect(readFile(philipsSource, spectra)).rejects.toMatchObject({ code: "unsupported" });
    writeFileSync(join(folder, "alone.list"), "# === DATA DESCRIPTION FILE ===\n");
    await expect(readFile(philipsSource, join(folder, "alone.list"))).rejects.toMatchObject({ code: "not-found" });
    writeFileSync(join(folder, "alone.data"), "");
    await expect(readFile(philipsSource, join(folder, "alone.list"))).rejects.toThrow("has no index of data vectors");
  });
});
