import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { pfileSource } from "../../../src/formats/ge-pfile/index.ts";
import { readStart } from "../../../src/formats/identify/index.ts";
import { knownObject } from "../../support/known-object.ts";
import { correlation, imagesOf, readFile } from "../../support/sources.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-ge-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [nx, ny, receivers, slices] = [16, 24, 2, 2];
const objects = [knownObject(nx, ny, receivers), knownObject(nx, ny, receivers, 2)];
const HEADER = 150_000;

interface Options {
  readonly revision: number;
  readonly pointBytes: 2 | 4;
  readonly passes: number;
  readonly type?: number;
  readonly edit?: (header: Buffer) => void;
}

/** Writes a P-file; the positions of the fields are written out here for either generation of headers. */
function write({ revision, pointBytes, passes, type = 0, edit }: Options): string {
  const header = Buffer.alloc(HEADER);
  const isNew = revision >= 26;
  const at = isNew
    ? {
        size: 4,
        image: 40,
        type: 132,
        passes: 140,
        slices: 144,
        echoes: 146,
        over: 154,
        point: 158,
        x: 178,
        y: 180,
        dab: 264,
        freq: 488,
        pass: 1540,
      }
    : {
        size: 1468,
        image: 1504,
        type: 56,
        passes: 64,
        slices: 68,
        echoes: 70,
        over: 78,
        point: 82,
        x: 102,
        y: 104,
        dab: 200,
        freq: 424,
        pass: 1660,
      };
  const passBytes = (slices / passes) * receivers * (ny + 1) * 2 * nx * 2 * pointBytes;
  header.writeFloatLE(revision, 0);
  header.writeInt32LE(HEADER, at.size);
  header.writeInt32LE(140_000, at.image);
  for (const [offset, value] of [
    [at.type, type],
    [at.passes, passes],
    [at.slices, slices],
    [at.echoes, 1],
    [at.point, pointBytes],
    [at.x, 2 * nx],
    [at.y, ny + 1],
    [at.dab, 0],
    [at.dab + 2, receivers - 1],
  ] as const)
    header.writeInt16LE(value, offset);
  if (revision >= 28.002) {
    header.writeInt32LE(slices, 3200);
    header.writeInt16LE(-1, at.slices);
  }
  header.writeInt32LE(1_277_000_000, at.freq);
  header.writeBigUInt64LE(BigInt(passBytes), at.pass);
  header.writeFloatLE(240, 140_000 + 304);
  header.writeFloatLE(180, 140_000 + 308);
  header.writeFloatLE(5, 140_000 + 316);
  header.writeInt32LE(500_000, 140_000 + 1056);
  header.writeInt32LE(12_500, 140_000 + 1064);
  header.writeInt16LE(20, 140_000 + 1412);
  edit?.(header);
  const frames: Buffer[] = [header];
  const inPass = slices / passes;
  for (let pass = 0; pass < passes; pass++) {
    for (let coil = 0; coil < receivers; coil++) {
      for (let slice = 0; slice < inPass; slice++) {
        frames.push(Buffer.alloc(2 * nx * 2 * pointBytes, 0x11)); // the baseline
        for (let line = 0; line < ny; line++) {
          const sign = type === 1 && line % 2 === 1 ? -1 : 1;
          const values = [...objects[pass * inPass + slice]!.line(coil, line - ny / 2)].map((value) =>
            Math.round(sign * value * 40),
          );
          frames.push(Buffer.from((pointBytes === 2 ? Int16Array.from(values) : Int32Array.from(values)).buffer));
        }
      }
    }
  }
  const path = join(folder, "P12345.7");
  writeFileSync(path, Buffer.concat(frames));
  return path;
}

describe("a P-file", () => {
  it.each([
    { revision: 20.006, pointBytes: 2, passes: 1 },
    { revision: 24, pointBytes: 4, passes: 2, type: 1 },
    { revision: 26.002, pointBytes: 4, passes: 1 },
    { revision: 28, pointBytes: 4, passes: 1 },
    { revision: 28.003, pointBytes: 2, passes: 2 },
    { revision: 31, pointBytes: 2, passes: 1 },
  ] as const)("of $revision has the image of the object that was measured", async (options) => {
    const path = write(options);
    expect(pfileSource.recognises(readStart(path))).toBe(true);
    const file = await readFile(pfileSource, path);
    expect(file.header).toMatchObject({
      acquisitionSystemInformation: { systemVendor: "GE", receiverChannels: 2 },
      experimentalConditions: { h1ResonanceFrequencyHz: 127_700_000 },
      sequenceParameters: { tr: [500], te: [12.5], flipAngleDeg: [20] },
    });
    expect(file.header.encoding[0]).toMatchObject({
      encodedSpace: { matrixSize: { x: 32, y: 24, z: 1 }, fieldOfViewMm: { x: 240, y: 180, z: 5 } },
      encodingLimits: { kspaceEncodingStep1: { maximum: 23, center: 12 }, slice: { maximum: 1 } },
    });
    expect(file.readouts).toHaveLength(slices * ny);
    const images = await imagesOf(file);
    expect(images).toHaveLength(2);
    for (const image of images) {
      const middle = image.data.filter((_, i) => i % 32 >= 8 && i % 32 < 24);
      expect(correlation(middle, objects[image.header.slice]!.image)).toBeGreaterThan(0.999);
    }
  });

  it("of a partial acquisition has the matrix of the complete one", async () => {
    const path = write({ revision: 24, pointBytes: 2, passes: 1, edit: (header) => header.writeInt16LE(8, 78) });
    const { header } = await readFile(pfileSource, path);
    expect(header.encoding[0]!.encodedSpace.matrixSize.y).toBe(32);
    expect(header.encoding[0]!.encodingLimits.kspaceEncodingStep1).toEqual({ minimum: 0, maximum: 23, center: 16 });
  });

  it.each(["epi2", "/usr/psd/PROBE-P", "spiral_recon"])("of the sequence %s is refused by its name", async (name) => {
    const edit = (header: Buffer) => void header.write(name, 140_000 + 1632, "latin1");
    const path = write({ revision: 26.002, pointBytes: 2, passes: 1, edit });
    const message = expect.stringContaining(name.split("/").at(-1)!);
    await expect(readFile(pfileSource, path)).rejects.toMatchObject({ code: "unsupported", message });
  });

  it("keeps the name of its sequence", async () => {
    const edit = (header: Buffer) => void header.write("/usr/psd/fgre", 140_000 + 1632, "latin1");
    const { header } = await readFile(pfileSource, write({ revision: 24, pointBytes: 2, passes: 1, edit }));
    expect(header.measurementInformation?.sequenceName).toBe("fgre");
  });

  it("is read as far as it goes", async () => {
    const path = write({ revision: 24, pointBytes: 2, passes: 2 });
    const passBytes = receivers * (ny + 1) * 2 * nx * 4;
    truncateSync(path, HEADER + passBytes + 1000);
    const { readouts, source } = await readFile(pfileSource, path);
    expect(readouts).toHaveLength(ny);
    const damage = source.remarks.find(({ level }) => level === "error");
    expect(damage).toMatchObject({
      offset: HEADER + passBytes + 1000,
      text: expect.stringContaining("before line 0 of echo 0 of slice 1"),
    });
  });

  it("takes receivers and the field of view from elsewhere if the header lacks them", async () => {
    const edit = (header: Buffer) => {
      header.writeBigUInt64LE(0n, 1660);
      header.writeInt32LE(2 ** 30, 1504);
    };
    const { header, remarks } = await readFile(
      pfileSource,
      write({ revision: 20.006, pointBytes: 2, passes: 1, edit }),
    );
    expect(header.acquisitionSystemInformation!.receiverChannels).toBe(2);
    expect(header.encoding[0]!.encodedSpace.fieldOfViewMm).toEqual({ x: 32, y: 24, z: 1 });
    expect(remarks.join()).toContain("1 mm per pixel is assumed");
  });

  it("is refused if it is older, or contradicts itself", async () => {
    const open = (edit: (header: Buffer) => void) =>
      readFile(pfileSource, write({ revision: 24, pointBytes: 2, passes: 1, edit }));
    await expect(open((header) => header.writeFloatLE(16, 0))).rejects.toThrow("is a P-file of revision 16");
    await expect(open((header) => header.writeInt16LE(3, 82))).rejects.toThrow("samples of 3 bytes");
    await expect(open((header) => header.writeInt16LE(0, 102))).rejects.toMatchObject({ code: "malformed" });
    const short = join(folder, "short.7");
    writeFileSync(short, Buffer.alloc(2000));
    await expect(readFile(pfileSource, short)).rejects.toThrow("ends within its header, at byte 2000");
  });
});
