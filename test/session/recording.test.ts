import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ImageHeader } from "../../src/mrd/index.ts";
import { Recording } from "../../src/session/recording.ts";
import { AppendFile } from "../../src/storage/hdf5/file.ts";
import { MrdFileWriter } from "../../src/storage/index.ts";
import { image, openGroup, readout } from "../storage/fixtures.ts";

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "recording-"));
  told = [];
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 2, 14, 15, 9, 26) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function start(header = "<ismrmrdHeader/>"): Promise<Recording> {
  const recording = await Recording.start(folder, {
    config: { kind: "config-file", text: "default" },
    header,
    parameters: "{}",
    protocol: "gre",
    tell: (level, text) => told.push(`${level}: ${text}`),
  });
  return recording!;
}

const path = () => join(folder, "gre_2026-03-14-150926.h5");
const emptyImage = { ...image(1), header: ImageHeader.of({ dataType: 1 }), data: new Uint16Array() };

describe("a recording", () => {
  it("has a file of its own, although others of its protocol start in the same second", async () => {
    const headers = ["<first/>", "<second/>", "<third/>"];
    const recordings = await Promise.all(headers.map((header) => start(header)));
    recordings.push(await start("<late/>"));
    for (let line = 0; line < 3; line++) {
      recordings.forEach((recording, i) => {
        recording.append(readout(10 * i + line));
      });
    }
    for (const recording of recordings) recording.close();

    const held: Record<string, number[]> = {};
    for (const name of readdirSync(folder)) {
      const group = await openGroup(join(folder, name));
      held[group.header!] = [...group.acquisitions()].map(({ header }) => header.scanCounter);
    }
    expect(held).toEqual({
      "<first/>": [0, 1, 2],
      "<second/>": [10, 11, 12],
      "<third/>": [20, 21, 22],
      "<late/>": [30, 31, 32],
    });
    expect(readdirSync(folder)).toContain("gre_2026-03-14-150926_4.h5");
  });

  it("has its header and configuration in the file before the first readout", async () => {
    const recording = await start();
    const group = await openGroup(path());
    expect([group.header, group.configFile, group.configAdditional]).toEqual(["<ismrmrdHeader/>", "default", "{}"]);
    recording.close();
  });

  it("leaves out what a file cannot hold, goes on, and says at the end how much that was", async () => {
    const recording = await start();
    recording.append(readout(0));
    recording.append(emptyImage);
    recording.append({ ...readout(1), data: new Float32Array(1) });
    recording.append(readout(2));
    expect(told).toEqual([`info: incoming data are saved to ${path()}`]);
    recording.close();
    recording.close();
    expect(told.slice(1)).toEqual([expect.stringMatching(/^warning: 2 messages are left out of .*: image 0 .*pixels/)]);
    const counters = [...(await openGroup(path())).acquisitions()].map(({ header }) => header.scanCounter);
    expect(counters).toEqual([0, 2]);
  });

  it("says nothing at the end where nothing is left out", async () => {
    const recording = await start();
    recording.append(readout(0));
    recording.close();
    expect(told).toHaveLength(1);
  });

  it("ends with a valid file, closed, where the disk is full, and says so once", async () => {
    const closing = vi.spyOn(AppendFile.prototype, "close");
    const recording = await start();
    const write = vi.spyOn(AppendFile.prototype, "write").mockImplementation(() => {
      throw new Error("ENOSPC: no space left on device");
    });
    for (let i = 0; i < 3; i++) recording.append(readout(i, { samples: 60_000, channels: 4 }));
    expect(closing).toHaveBeenCalledTimes(1);
    write.mockRestore();
    recording.close();
    expect(told.slice(1)).toEqual([
      expect.stringMatching(/^warning: saving ended, .* holds what came before: .*ENOSPC/),
    ]);
    expect((await openGroup(path())).header).toBe("<ismrmrdHeader/>");
  });

  it("keeps all that came before an unforeseen error", async () => {
    const recording = await start();
    recording.append(readout(0));
    vi.spyOn(MrdFileWriter.prototype, "append").mockImplementationOnce(() => {
      throw new TypeError("unforeseen");
    });
    recording.append(readout(1));
    expect((await openGroup(path())).acquisitionCount).toBe(1);
    recording.append(readout(2));
    recording.close();
    expect(told.slice(1)).toEqual([expect.stringContaining("unforeseen")]);
  });

  it("ends at once where its opening cannot be saved, and leaves the session alone", async () => {
    vi.spyOn(MrdFileWriter.prototype, "writeHeader").mockImplementation(() => {
      throw new Error("EIO");
    });
    const recording = await start();
    recording.append(readout(0));
    recording.close();
    expect(told).toEqual([expect.stringMatching(/^warning: saving ended, .*EIO/)]);
  });
});
