import { afterEach, describe, expect, it, vi } from "vitest";
import { MrdFile, MrdFileWriter } from "../../../src/formats/mrd-hdf5/index.ts";
import { readout, temporaryPath } from "./fixtures.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Readouts that remain if the writer is killed now. */
async function committed(path: string): Promise<number> {
  const file = await MrdFile.open(path);
  const { acquisitionCount } = file.group();
  file.close();
  return acquisitionCount;
}

describe("a writer without flushes", () => {
  it("commits with the first message that comes a second after the last commit", async () => {
    const clock = vi.spyOn(performance, "now").mockReturnValue(5000);
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    writer.writeHeader("<ismrmrdHeader/>");
    writer.flush();
    const counts: number[] = [];
    for (const now of [5999, 6000, 6001, 6999, 7000]) {
      clock.mockReturnValue(now);
      writer.append(readout(now));
      counts.push(await committed(path));
    }
    expect(counts).toEqual([0, 2, 2, 2, 5]);
    writer.close();
  });

  it("commits by every MiB of messages", async () => {
    vi.spyOn(performance, "now").mockReturnValue(5000);
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    for (let i = 0; i < 17; i++) writer.append(readout(i, { samples: 8192, channels: 1 })); // 64 KiB and one header per readout.
    expect(await committed(path)).toBe(16);
    writer.close();
  });
});
