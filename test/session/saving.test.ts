import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppendFile } from "../../src/formats/mrd-hdf5/hdf5/file.ts";
import { MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { ImageHeader } from "../../src/mrd/index.ts";
import { Saving } from "../../src/session/saving/saving.ts";
import { image, openGroup, readout } from "../formats/mrd-hdf5/fixtures.ts";

let folder: string;
let reports: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saving-"));
  reports = [];
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 2, 14, 15, 9, 26) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function start(header = "<ismrmrdHeader/>", protocol?: string, where = folder): Promise<Saving> {
  const saving = await Saving.start(where, {
    session: 7,
    config: { kind: "config-file", text: "default" },
    header,
    parameters: "{}",
    protocol,
    report: (level, text) => reports.push(`${level}: ${text}`),
  });
  return saving!;
}

const path = () => join(folder, "MRD_input_2026-03-14-150926_session7.h5");
const emptyImage = { ...image(1), header: ImageHeader.of({ dataType: 1 }), data: new Uint16Array() };

describe("saving", () => {
  it("has its own file, even if others of the same name start in the same second", async () => {
    const headers = ["<first/>", "<second/>", "<third/>"];
    const files = await Promise.all(headers.map((header) => start(header)));
    files.push(await start("<late/>"));
    for (let line = 0; line < 3; line++) {
      files.forEach((saving, i) => {
        saving.append(readout(10 * i + line));
      });
    }
    for (const saving of files) saving.close();

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
    expect(readdirSync(folder)).toContain("MRD_input_2026-03-14-150926_session7_4.h5");
  });

  it.each([
    [undefined, "MRD_input"],
    ["gre", "gre"],
    ["T1 mprage/sag (Knie)", "T1_mprage_sag_Knie_"],
    ["../../etc/passwd", "etc_passwd"],
    [".hidden\u0000\n\u202e", "hidden_"],
    ["Scha\u0308del 頭部", "Sch\u00e4del_頭部"],
    [" \t", "MRD_input"],
    ["頭".repeat(200), "頭".repeat(33)],
    [`${"x".repeat(98)}\u{1d504}`, "x".repeat(98)],
  ])("names a file after the protocol %j, without invalid characters", async (protocol, expected) => {
    (await start(undefined, protocol)).close();
    expect(readdirSync(folder)).toEqual([`${expected}_2026-03-14-150926_session7.h5`]);
  });

  it("creates files readable by their owner only", async () => {
    const where = join(folder, "new", "folder");
    (await start(undefined, undefined, where)).close();
    const modes = [".", "..", readdirSync(where)[0]!].map((name) =>
      (statSync(join(where, name)).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(["700", "700", "600"]);
  });

  it("commits data a second after the last message", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    const saving = await start();
    for (const quietMs of [0, 900, 1000]) {
      saving.append(readout(0));
      vi.advanceTimersByTime(quietMs);
    }
    saving.append(readout(0));
    expect((await openGroup(join(folder, readdirSync(folder)[0]!))).acquisitionCount).toBe(3);
    saving.close();
  });

  it("reports that all data are lost if the file is deleted", async () => {
    const saving = await start();
    rmSync(path());
    saving.append(readout(0));
    saving.append(emptyImage);
    saving.close();
    expect(reports.slice(1)).toEqual([
      `warning: saving ended, and all saved data are lost: ${path()} was deleted while it was being written`,
    ]);
  });

  it("commits header and configuration before the first readout", async () => {
    const saving = await start();
    const group = await openGroup(path());
    expect([group.header, group.configFile, group.configAdditional]).toEqual(["<ismrmrdHeader/>", "default", "{}"]);
    saving.close();
  });

  it("leaves out messages that a file can't hold, continues, and reports their number at the end", async () => {
    const saving = await start();
    saving.append(readout(0));
    saving.append(emptyImage);
    saving.append({ ...readout(1), data: new Float32Array(1) });
    saving.append(readout(2));
    expect(reports).toEqual([`info: incoming data are saved to ${path()}`]);
    saving.close();
    saving.close();
    expect(reports.slice(1)).toEqual([
      expect.stringMatching(/^warning: 2 messages are missing from .*: image 0 .*pixels/),
    ]);
    const counters = [...(await openGroup(path())).acquisitions()].map(({ header }) => header.scanCounter);
    expect(counters).toEqual([0, 2]);
  });

  it("reports nothing at the end if nothing is left out", async () => {
    const saving = await start();
    saving.append(readout(0));
    saving.close();
    expect(reports).toHaveLength(1);
  });

  it("ends with a valid, closed file if the disk is full, and reports that once", async () => {
    const closing = vi.spyOn(AppendFile.prototype, "close");
    const saving = await start();
    const write = vi.spyOn(AppendFile.prototype, "write").mockImplementation(() => {
      throw new Error("ENOSPC: no space left on device");
    });
    for (let i = 0; i < 3; i++) saving.append(readout(i, { samples: 60_000, channels: 4 }));
    expect(closing).toHaveBeenCalledTimes(1);
    write.mockRestore();
    saving.close();
    expect(reports.slice(1)).toEqual([
      expect.stringMatching(/^warning: saving ended; .* contains the data received before that: .*ENOSPC/),
    ]);
    expect((await openGroup(path())).header).toBe("<ismrmrdHeader/>");
  });

  it("keeps all data before an unexpected error", async () => {
    const saving = await start();
    saving.append(readout(0));
    vi.spyOn(MrdFileWriter.prototype, "append").mockImplementationOnce(() => {
      throw new TypeError("unforeseen");
    });
    saving.append(readout(1));
    expect((await openGroup(path())).acquisitionCount).toBe(1);
    saving.append(readout(2));
    saving.close();
    expect(reports.slice(1)).toEqual([expect.stringContaining("unforeseen")]);
  });

  it("ends immediately if its start can't be saved, and does not affect the session", async () => {
    vi.spyOn(MrdFileWriter.prototype, "writeHeader").mockImplementation(() => {
      throw new Error("EIO");
    });
    const saving = await start();
    saving.append(readout(0));
    saving.close();
    expect(reports).toEqual([expect.stringMatching(/^warning: saving ended; .*EIO/)]);
  });
});
