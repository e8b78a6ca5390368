import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { MrdFile, MrdFileWriter } from "../../../src/formats/mrd-hdf5/index.ts";
import { runPython, skipReason } from "../../support/peers.ts";
import { image, readout, temporaryPath, waveform } from "./fixtures.ts";

interface Change {
  readonly at: number;
  /** `undefined` for a change of length alone. */
  readonly bytes: Uint8Array | undefined;
}
const changes: Change[] = vi.hoisted(() => []);

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    writevSync(fd: number, pieces: readonly Uint8Array[], position: number): number {
      changes.push({ at: position, bytes: Buffer.concat(pieces) });
      return fs.writevSync(fd, pieces, position);
    },
    ftruncateSync(fd: number, length: number): void {
      changes.push({ at: length, bytes: undefined });
      fs.ftruncateSync(fd, length);
    },
  };
});

const PAGE = 4096;

/**
 * The file as it is after each change of bytes that it had before, and after each page of those that are longer: a
 * killed write ends at a page. New bytes at the end are left out, because nothing refers to them yet.
 */
function* states(): Generator<{ readonly file: Buffer; readonly after: number }> {
  let file = Buffer.alloc(0);
  for (const [i, { at, bytes }] of changes.entries()) {
    const end = at + (bytes?.length ?? 0);
    const grows = at >= file.length;
    if (end > file.length) file = Buffer.concat([file, Buffer.alloc(end - file.length)]);
    for (let from = at; bytes && from < end; ) {
      const to = Math.min(end, (Math.floor(from / PAGE) + 1) * PAGE);
      file.set(bytes.subarray(from - at, to - at), from);
      if (to < end && !grows) yield { file, after: i };
      from = to;
    }
    if (!grows) yield { file, after: i + 1 };
  }
}

describe("a writer that is interrupted anywhere", () => {
  const directory = mkdtempSync(join(tmpdir(), "storage-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  it("leaves every committed message, and nothing but whole messages", { timeout: 60_000 }, async () => {
    const writer = await MrdFileWriter.create(temporaryPath());
    const commits: { after: number; messages: number }[] = [{ after: changes.length, messages: 0 }];
    const commit = (messages: number) => {
      writer.flush();
      commits.push({ after: changes.length, messages });
    };
    writer.writeHeader("<ismrmrdHeader/>");
    // Enough images for a second index node, in chunks of their own, and series that come later.
    for (let i = 0; i < 70; i++) {
      writer.append(readout(i, { samples: 40, dimensions: 1 }));
      writer.append(waveform(i));
      writer.append(image(i, { series: i < 66 ? 0 : i, matrix: [64, 33, 1], channels: 1, attributes: `${i}` }));
      if (i % 11 === 0) commit(i + 1);
    }
    commit(70);
    writer.close();

    const paths: string[] = [];
    for (const { file, after } of states()) {
      if (after < commits[0]!.after) continue;
      const committed = commits.findLast((mark) => mark.after <= after)!.messages;
      const path = join(directory, `${paths.length}-${committed}.h5`);
      writeFileSync(path, file);
      paths.push(path);
      if (committed === 0) continue; // before the first measurement is there, there may be none
      const held = await MrdFile.open(path);
      const group = held.group();
      const readouts = [...group.acquisitions()];
      const images = group.series.flatMap(({ name }) => [...group.images(name)]);
      images.sort((a, b) => a.header.imageIndex - b.header.imageIndex);
      const waveforms = [...group.waveforms()];
      held.close();
      for (const kind of [readouts, images, waveforms]) expect(kind.length).toBeGreaterThanOrEqual(committed);
      const last = readouts.at(-1)!;
      expect(last).toEqual(readout(readouts.length - 1, { samples: 40, dimensions: 1 }));
      expect(images.map(({ attributes, data }) => [attributes, data[0], data.at(-1)])).toEqual(
        images.map((_, i) => [`${i}`, i, i + 64 * 33 - 1]),
      );
    }
    expect(paths.length).toBeGreaterThan(100);
    if (skipReason("python") !== undefined) return;
    const script = `
import glob, re, sys, h5py
for path in glob.glob(sys.argv[1] + "/*.h5"):
    committed = int(re.search(r"-(\\d+).h5", path)[1])
    with h5py.File(path) as f:
        g = f["dataset"]
        if committed == 0: continue
        images = [g[n] for n in g if n.startswith("image_")]
        assert len(g["data"]) >= committed and sum(len(s["header"]) for s in images) >= committed, path
        assert [int(a) for s in images for a in s["attributes"][:len(s["header"])]] == list(range(sum(len(s["header"]) for s in images))), path
        assert all(len(s["data"][:]) >= len(s["header"][:]) for s in images), path
        assert all(len(r["data"]) == 160 for r in g["data"][:]), path
print("good")`;
    expect(runPython(script, [directory]).trim()).toBe("good");
  });
});
