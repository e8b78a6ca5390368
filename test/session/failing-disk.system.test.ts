import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { WireMessage } from "../../src/mrd/index.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";
import { answerOf, converse, imageBytes, images, lines, startSession } from "../support/session.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-failing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const into = (target: string) => ({ saving: { folder: target, always: true, nameByProtocol: false } });

const SIZE = 32;
const REPETITIONS = 40; // 1.3 MB
const stream = [configFile("default"), text(3, smallHeader(SIZE)), ...smallReadouts(REPETITIONS, SIZE), close];
const expected = converse(stream);

/** Expects the images of a session without saving, and one warning about the file. */
async function expectGoodImages(received: readonly WireMessage[], warning: RegExp): Promise<void> {
  expect(imageBytes(received)).toBe(imageBytes(await expected));
  expect(lines(received).filter((line) => !line.startsWith("INFO"))).toEqual([expect.stringMatching(warning)]);
  expect(received.at(-1)).toEqual({ kind: "close" });
}

/** Number of readouts in a saved file, read by h5py; fails unless they are those that were sent, in order. */
function heldReadouts(path: string): number {
  const script = `
import sys, h5py
with h5py.File(sys.argv[1]) as f:
    g = f["dataset"]
    assert g["xml"][0].decode().startswith("<?xml") and g["config_file"][0] == b"default"
    data = g["data"][:] if "data" in g else []
    assert all(row["head"]["scan_counter"] == i and len(row["data"]) == ${8 * SIZE} and (row["data"] == 1).all() for i, row in enumerate(data))
    print(len(data))`;
  return Number(runPython(script, [path]));
}

const noPython = skipReason("python");

describe("a session whose data can't be saved completely", () => {
  const reason = noPython ?? noSmallDisk();
  it.skipIf(reason)(withReason("reports that the disk is full, and continues", reason), async () => {
    const disk = smallDisk(400_000);
    await expectGoodImages(await converse(stream, into(disk)), /^WARNING saving ended; .* contains the data.*: ENOSPC/);
    const [name, ...others] = readdirSync(disk);
    expect(others).toEqual([]);
    // Less than 1 MiB is committed only after a second.
    expect(heldReadouts(join(disk, name!))).toBeLessThan(REPETITIONS * SIZE);
  });

  it("reports that its file was deleted, and continues", async () => {
    const target = join(folder, "deleted");
    const session = startSession(into(target));
    for (const piece of stream.slice(0, 100)) session.client.write(piece);
    await vi.waitFor(() => expect(readdirSync(target)).toHaveLength(1));
    rmSync(target, { recursive: true });
    for (const piece of stream.slice(100)) session.client.write(piece);
    session.client.end();
    await expectGoodImages(await answerOf(session), /^WARNING saving ended, and all saved data are lost: .* deleted/);
  });

  it.skipIf(noPython)(withReason("continues to save if its folder is moved", noPython), async () => {
    const target = join(folder, "moved");
    const session = startSession(into(target));
    for (const piece of stream.slice(0, 100)) session.client.write(piece);
    await vi.waitFor(() => expect(readdirSync(target)).toHaveLength(1));
    const elsewhere = join(folder, "elsewhere");
    renameSync(target, elsewhere);
    for (const piece of stream.slice(100)) session.client.write(piece);
    session.client.end();
    expect(images(await answerOf(session))).toHaveLength(REPETITIONS);
    expect(heldReadouts(join(elsewhere, readdirSync(elsewhere)[0]!))).toBe(REPETITIONS * SIZE);
  });

  it("reports missing permissions, and continues", async () => {
    const target = join(folder, "forbidden");
    mkdirSync(target);
    chmodSync(target, 0o500);
    await converse(stream); // loads all modules that only root may read
    const root = process.geteuid!() === 0; // who may write everywhere
    if (root) process.seteuid!(65_534);
    try {
      await expectGoodImages(await converse(stream, into(target)), /^WARNING incoming data are NOT saved to .*EACCES/);
    } finally {
      if (root) process.seteuid!(0);
    }
    expect(readdirSync(target)).toEqual([]);
  });
});
