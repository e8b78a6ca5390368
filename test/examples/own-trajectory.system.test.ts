import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { chainLibrary } from "../../src/app/composition.ts";
import { phantom } from "../../src/simulator/index.ts";
import { reconstruct } from "../support/reconstruct.ts";

const example = fileURLToPath(new URL("../../examples/own-trajectory/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "larmor-own-trajectory-"));
cpSync(example, folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

describe("the example of a trajectory from a text file", () => {
  const scan = { matrix: 64, coils: 2, trajectory: "radial", trajectoryInHeader: true } as const;
  const chain = () => chainLibrary({ gadgets: [folder], pipelines: [] }).read(join(folder, "own-trajectory.yaml"));

  it("has the images that the header's trajectory gives", async () => {
    writeFileSync(join(folder, "trajectory.csv"), execFileSync(process.execPath, [join(folder, "spokes.js")]));
    const [one, other] = [phantom(scan), phantom(scan)];
    const { images } = await reconstruct(await chain(), one.header, one.acquisitions());
    const { images: expected } = await reconstruct("radial", other.header, other.acquisitions());
    expect(images.map(({ data }) => data)).toEqual(expected.map(({ data }) => data));
  });

  it("says which readout has no coordinates", async () => {
    writeFileSync(join(folder, "trajectory.csv"), "0,0\n0.1,0");
    const { header, acquisitions } = phantom(scan);
    await expect(reconstruct(await chain(), header, acquisitions())).rejects.toThrow(
      /trajectory.csv has no coordinates of readout 0, of 128 samples/,
    );
  });
});
