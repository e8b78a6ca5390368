import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { StorageError } from "../../../src/formats/mrd-hdf5/index.ts";
import { type Packet, Recording, RecordingWriter } from "../../../src/formats/pcapng/index.ts";
import { temporaryPath } from "../mrd-hdf5/fixtures.ts";
import { bytes, passed, record, START_US, text } from "./recorded.ts";

const disk = vi.hoisted(() => ({ full: false }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    writevSync(fd: number, pieces: readonly Uint8Array[], position: number): number {
      if (!disk.full) return fs.writevSync(fd, pieces, position);
      // A few more bytes fit.
      fs.writevSync(fd, [Buffer.concat(pieces).subarray(0, 13)], position);
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    },
  };
});
afterEach(() => {
  disk.full = false;
});

/** One packet per time and direction. */
function joined(packets: Iterable<Packet>): unknown[] {
  const result: [string, number, Buffer][] = [];
  for (const { direction, timeUs, data } of packets) {
    const last = result.at(-1);
    if (last?.[0] === direction && last[1] === timeUs) last[2] = Buffer.concat([last[2], data]);
    else result.push([direction, timeUs, Buffer.from(data)]);
  }
  return result.map(([direction, timeUs, data]) => [direction, timeUs, text(data)]);
}
const expected = passed.map(([direction, timeUs, pieces]) => [direction, timeUs, text(Buffer.concat(pieces))]);

describe("a recording", () => {
  it("holds what passed, in order, with its direction and time, in records of 256 KiB at most", () => {
    const path = temporaryPath("a.pcapng");
    record(path);
    const recording = new Recording(path);
    const packets = [...recording.packets()];
    expect(joined(packets)).toEqual(expected);
    expect(packets.map(({ data }) => data.length)).toEqual([5, 7, 262_144, 262_144, 5714, 8]);
    expect(recording.cutShort).toBe(false);
    expect(joined(recording.packets())).toEqual(expected); // From the start again.
  });

  it("is made of the blocks that the format describes", () => {
    const path = temporaryPath("a.pcapng");
    const writer = new RecordingWriter(path, "L");
    writer.append("sent", 0x5_0000_0006, [bytes(3, 1)]);
    writer.close();
    const section = "0a0d0d0a 28000000 4d3c2b1a 0100 0000 ffffffffffffffff 0400 0100 4c000000 00000000 28000000";
    const link = "01000000 20000000 9300 0000 00000400 0200 0300 4d524400 00000000 20000000";
    const packet =
      "06000000 30000000 00000000 05000000 06000000 03000000 03000000 01080f00 0200 0400 02000000 00000000 30000000";
    expect(readFileSync(path, "hex")).toBe(`${section}${link}${packet}`.replaceAll(" ", ""));
  });

  it("is readable by its owner alone, and never overwritten", () => {
    const path = temporaryPath("a.pcapng");
    record(path);
    expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
    expect(() => record(path)).toThrow(expect.objectContaining({ code: "file-exists" }));
  });

  it("truncated anywhere has every complete record, and reports the truncation", () => {
    const path = temporaryPath("a.pcapng");
    const writer = new RecordingWriter(path, "L");
    const ends = [statSync(path).size];
    for (const length of [10, 0, 3, 9]) {
      writer.append("received", START_US, [bytes(length)]);
      ends.push(statSync(path).size);
    }
    writer.close();
    const whole = [...new Recording(path).packets()];
    expect(whole.map(({ data }) => data.length)).toEqual([10, 3, 9]); // No packet at all.
    for (let size = ends.at(-1)!; size >= ends[0]!; size -= 1) {
      truncateSync(path, size);
      const recording = new Recording(path);
      const count = new Set(ends.filter((end) => end <= size)).size - 1;
      expect([...recording.packets()]).toEqual(whole.slice(0, count));
      expect(recording.cutShort).toBe(!ends.includes(size));
    }
  });

  it("ends with its last complete record if the disk is full, and continues when there is space again", () => {
    const path = temporaryPath("a.pcapng");
    const writer = new RecordingWriter(path, "L");
    writer.append("received", START_US, [bytes(10)]);
    const { size } = statSync(path);
    disk.full = true;
    expect(() => writer.append("received", START_US, [bytes(10)])).toThrow(/a\.pcapng cannot be written: ENOSPC/);
    expect(statSync(path).size).toBe(size);
    disk.full = false;
    writer.append("sent", START_US, [bytes(4)]);
    writer.close();
    expect([...new Recording(path).packets()].map(({ data }) => data.length)).toEqual([10, 4]);
  });

  it("that cannot be created leaves no file", () => {
    disk.full = true;
    const path = temporaryPath("a.pcapng");
    expect(() => record(path)).toThrow(/ENOSPC/);
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it("reports that it was deleted", () => {
    const path = temporaryPath("a.pcapng");
    const writer = new RecordingWriter(path, "L");
    rmSync(path);
    expect(() => writer.append("sent", START_US, [bytes(4)])).toThrow(
      expect.objectContaining({ code: "file-deleted" }),
    );
    writer.close();
  });

  it("is refused if it is something else", () => {
    const path = temporaryPath("a.pcapng");
    expect(() => new Recording(path)).toThrow(expect.objectContaining({ code: "not-found" }));
    record(path);
    const good = readFileSync(path);
    const ethernet = Buffer.from(good);
    ethernet.writeUInt16LE(1, good.indexOf("9300", "hex"));
    const unnamed = Buffer.from(good);
    unnamed.write("PPP", good.indexOf("MRD"));
    for (const other of ["", "MRD", `\x89HDF\r\n\x1a\n${"\0".repeat(90)}`, good.subarray(8), ethernet, unnamed]) {
      writeFileSync(path, other);
      expect(() => new Recording(path)).toThrow(expect.objectContaining({ code: "not-a-recording" }));
    }
    expect(() => new Recording("/dev/null")).toThrow("/dev/null is a pipe or a device, not a recording of a session");
  });

  it("reports where it is damaged", () => {
    const path = temporaryPath("a.pcapng");
    record(path);
    const good = readFileSync(path);
    const third = 0x30 + 0x20 + 0x34 + 0x34; // After a section with `Larmor 1.2.3`, a link and two packets.
    for (const length of [0, 12, 16, 2 ** 18, 0x48]) {
      const damaged = Buffer.from(good);
      damaged.writeUInt32LE(length, third + 4);
      writeFileSync(path, damaged);
      const recording = new Recording(path);
      expect(() => [...recording.packets()]).toThrow(StorageError);
      expect(() => [...recording.packets()]).toThrow(`the record at byte ${third} has no valid end`);
    }
  });
});
