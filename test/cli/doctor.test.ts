import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doctor } from "../../src/cli/commands/doctor.ts";
import { MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { type Acquisition, formatHeader } from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { runCommand } from "../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-doctor-"));
const path = join(folder, "scan.h5");
afterAll(() => rmSync(folder, { recursive: true }));

async function write(group: string, header: string | undefined, readouts: Iterable<Acquisition>): Promise<void> {
  const writer = await MrdFileWriter.create(path, { group });
  if (header !== undefined) writer.writeHeader(header);
  for (const readout of readouts) writer.append(readout);
  writer.close();
}

beforeAll(async () => {
  const { header, acquisitions } = phantom({ matrix: 16, coils: 2, noiseReadouts: 1 });
  const text = formatHeader(header);
  const readouts = [...acquisitions()];
  const broken = readouts.map((readout) => ({ ...readout, data: readout.data.map(() => Number.NaN) }));
  await write("complete", text, readouts);
  await write("halved", text, readouts.slice(0, 9));
  await write("broken", text, broken);
  await write("without-header", undefined, readouts);
});

describe("larmor doctor", () => {
  it("finds nothing in a complete measurement", async () => {
    const { stdout, status } = await runCommand(doctor, path, "-g", "complete");
    expect(stdout).toBe("group complete\n\n0 errors, 0 warnings, 0 remarks\n");
    expect(status).toBe(0);
  });

  it("prints a problem with its place, its effect and its remedy", async () => {
    const { stdout, status } = await runCommand(doctor, path, "-g", "halved");
    expect(stdout).toContain(
      [
        "warning  encoding 0: readouts: incomplete: 8 of 16 lines were acquired",
        "         Lines that are missing are zero.",
        "         Check whether the measurement is complete; for partial Fourier use the chain cartesian-full.",
      ].join("\n"),
    );
    expect(status).toBe(0);
  });

  it("checks every group, and exits with 1 if there is an error", async () => {
    const { stdout, status } = await runCommand(doctor, path, "--json");
    const { groups } = JSON.parse(stdout) as {
      groups: { group: string; findings: { weight: string; problem: string }[] }[];
    };
    expect(groups.map(({ group }) => group)).toEqual(["broken", "complete", "halved", "without-header"]);
    const errors = groups.map(({ findings }) =>
      findings.filter(({ weight }) => weight === "error").map(({ problem }) => problem),
    );
    expect(errors).toEqual([
      ["16 of 16 readouts have samples that are NaN, infinite or too large"],
      [],
      [],
      ["the group has none"],
    ]);
    expect(status).toBe(1);
  });

  it("names the format of a file that is not MRD", async () => {
    const matlab = join(folder, "scan.mat");
    writeFileSync(matlab, `MATLAB 5.0 MAT-file${" ".repeat(200)}`);
    await expect(runCommand(doctor, matlab)).rejects.toThrow("scan.mat is a MATLAB file, not MRD");
    const damaged = join(folder, "image.dcm");
    writeFileSync(damaged, Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), Buffer.alloc(100)]));
    await expect(runCommand(doctor, damaged)).rejects.toThrow("image.dcm cannot be read: it has 232 bytes");
  });
});
