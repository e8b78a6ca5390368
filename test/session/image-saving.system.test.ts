import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatHeader, serialize } from "../../src/mrd/index.ts";
import { ImageSaving } from "../../src/session/saving/image-saving.ts";
import { phantom } from "../../src/simulator/index.ts";
import { image } from "../support/messages.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";
import { converse, images, lines } from "../support/session.ts";
import { close, text } from "../support/wire-bytes.ts";

const noNibabel = skipReason("/usr/lib/python3/dist-packages/nibabel");
const folder = mkdtempSync(join(tmpdir(), "larmor-saved-images-"));
afterAll(() => rmSync(folder, { recursive: true }));

const { header, acquisitions } = phantom({
  matrix: 16,
  slices: 3,
  coils: 2,
  position: [5, -7, 11],
  rotation: [10, 20, 0],
});
const chain = (save: string) =>
  `description: d\nsave: ${save}\nchain:\n  - accumulate: { trigger: slice }\n  - to-buffer\n  - fft\n  - coil-combine\n  - extract\n`;

/** A session of a client's chain on a server that allows it to save. */
function session(save: string, where: string, steps: readonly string[] = ["save"]) {
  const sent = [text(2, chain(save)), text(3, formatHeader(header)), ...[...acquisitions()].flatMap(serialize), close];
  return converse(sent, {
    saving: { folder: where, always: false, nameByProtocol: true },
    clientRights: { steps, addresses: [] },
  });
}

/** The only entry of a folder. */
function only(path: string): string {
  const entries = readdirSync(path);
  expect(entries).toHaveLength(1);
  return join(path, entries[0]!);
}

describe.skipIf(noNibabel)(withReason("the images of a chain", noNibabel), () => {
  it("are saved as NIfTI with a sidecar, as nibabel reads them, in a folder for their owner only", async () => {
    const where = join(folder, "nifti");
    const received = await session("nifti", where);
    const saved = only(where);
    expect(saved).toMatch(/\/shepp-logan_images_\d{4}-\d\d-\d\d-\d{6}_session1$/);
    expect(statSync(saved).mode & 0o777).toBe(0o700);
    expect(readdirSync(saved).toSorted()).toEqual(["images.json", "images.nii.gz"]);
    expect(JSON.parse(readFileSync(join(saved, "images.json"), "utf8"))).toMatchObject({ RepetitionTime: 0.01 });
    const script = `import nibabel, json, sys
i = nibabel.load(sys.argv[1])
print(json.dumps([i.shape, i.affine.tolist(), i.get_fdata().transpose(2, 1, 0).ravel().tolist()]))`;
    const [shape, affine, values] = JSON.parse(runPython(script, [join(saved, "images.nii.gz")])) as [
      number[],
      number[][],
      number[],
    ];
    const sent = images(received);
    expect(shape).toEqual([16, 16, 3]);
    // The centre of a slice in NIfTI's coordinates, whose x and y are those of the patient, negated.
    for (const [slice, { header }] of sent.entries()) {
      const center = affine.slice(0, 3).map((row) => 7.5 * row[0]! + 7.5 * row[1]! + slice * row[2]! + row[3]!);
      const half = [header.readDir, header.phaseDir].map((d) => d.map((cosine) => (cosine * 300) / 16 / 2));
      const [x, y, z] = header.position.map((place, axis) => place - half[0]![axis]! - half[1]![axis]!);
      expect(center[0]).toBeCloseTo(-x!, 2);
      expect(center[1]).toBeCloseTo(-y!, 2);
      expect(center[2]).toBeCloseTo(z!, 2);
    }
    const rows = sent.flatMap(({ data }) => [...data]);
    expect(values.toSorted((a, b) => a - b)).toEqual(rows.toSorted((a, b) => a - b));
    expect(lines(received).join("\n")).toContain(`images are saved to ${saved}`);
  });
});

describe("the images of a chain", () => {
  it("are saved as DICOM, in addition to the incoming data", async () => {
    const where = join(folder, "both");
    const received = await session("[data, dicom]", where);
    expect(images(received)).toHaveLength(3);
    const entries = readdirSync(where).toSorted();
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatch(/session1\.h5$/);
    const files = readdirSync(join(where, entries[1]!, "dicom"));
    expect(files).toHaveLength(3);
    for (const file of files) {
      expect(readFileSync(join(where, entries[1]!, "dicom", file)).toString("latin1", 128, 132)).toBe("DICM");
    }
  });

  it("are not saved for a client's chain that the server does not allow it", async () => {
    const where = join(folder, "refused");
    const received = await session("nifti", where, []);
    expect(images(received)).toHaveLength(3);
    expect(lines(received).join("\n")).toContain("'save' has no effect");
    expect(() => readdirSync(where)).toThrow();
  });

  it("reach the client with a warning, even if they cannot be saved", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const received = await session("[nifti, dicom]", join(file, "below"));
    expect(images(received)).toHaveLength(3);
    const warnings = lines(received).filter((line) => line.includes("images are NOT saved"));
    expect(warnings).toEqual([expect.stringContaining("a file is where a folder should be")]);
  });
});

describe("saved images", () => {
  const options = { formats: ["nifti"] as const, session: 7, header: "", protocol: undefined, version: "1" };

  it("have folders of their own, even if sessions of the same number start in the same second", async () => {
    const where = join(folder, "unique");
    const report = () => {};
    const savings = [1, 2].map(() => new ImageSaving({ ...options, folder: where, report }));
    for (const saving of savings) saving.append(image(Float32Array.of(1, 2, 3, 4), { matrixSize: [2, 2, 1] }));
    await Promise.all(savings.map((saving) => saving.close()));
    expect(readdirSync(where)).toHaveLength(2);
  });

  it("hold the chain up while several wait, and leave no folder if there are none", async () => {
    const where = join(folder, "waiting");
    const saving = new ImageSaving({ ...options, folder: where, report: () => {} });
    await saving.close();
    expect(() => readdirSync(where)).toThrow();
    for (let i = 0; i < 4; i += 1) saving.append(image([1, 2], { matrixSize: [2, 1, 1], slice: i }));
    const drained = saving.drained();
    expect(drained).toBeInstanceOf(Promise);
    await drained;
    expect(saving.drained()).toBeUndefined();
    await saving.close();
    await saving.close();
  });
});
