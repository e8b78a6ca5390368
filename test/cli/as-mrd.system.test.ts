import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { larmor } from "../support/cli.ts";
import { raidFile, type TestScan } from "../support/siemens-file.ts";
import { protocolText, smallProtocol } from "../support/siemens-protocol.ts";

/** `info` and `doctor` of files that are not MRD. */

const folder = mkdtempSync(join(tmpdir(), "larmor-other-"));
afterAll(() => rmSync(folder, { recursive: true }));

const scans: TestScan[] = Array.from({ length: 4 }, (_, line) => ({
  counters: [line],
  data: [0, 1].map((coil) => Array.from({ length: 32 }, (_, i) => 100 * coil + i)),
}));
const file = raidFile([{ buffers: { Meas: protocolText(smallProtocol) }, scans }]);
const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith("larmor-as-mrd-"));

beforeAll(() => {
  writeFileSync(join(folder, "meas.dat"), file);
  const start = 10_240 + file.readUInt32LE(10_240);
  writeFileSync(join(folder, "cut.dat"), file.subarray(0, start + 2 * (192 + 2 * (32 + 8 * 16)) + 10));
});

describe("a file that is not MRD", () => {
  it("is described by `info`, and leaves no temporary file", async () => {
    const before = temporary();
    const { status, stdout } = await larmor(["info", "meas.dat"], folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/4 readouts; 16 samples; 2 channels/);
    expect(temporary().filter((name) => !before.includes(name))).toEqual([]);
  });

  it("is checked by `doctor`", async () => {
    const { status, stdout } = await larmor(["doctor", "meas.dat", "--json"], folder);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ groups: [{ findings: expect.any(Array) }] });
  });

  it("is described as far as it can be read, with what is missing, and status 1", async () => {
    const { status, stdout, stderr } = await larmor(["info", "cut.dat"], folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(/2 readouts/);
    expect(stderr).toMatch(/error: at byte \d+: .*truncated/);
  });
});
