import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { larmor } from "../support/cli.ts";
import { findPython, skipReason, withReason } from "../support/peers.ts";

const reason = skipReason("python", "ismrmrd_generate_cartesian_shepp_logan");
const script = fileURLToPath(new URL("./snr.py", import.meta.url));
const chain = fileURLToPath(new URL("./snr-fixed.yaml", import.meta.url));

/** Phantoms with 24 calibration lines and noise of 0.05. */
const phantoms = {
  A: ["-m", "128", "-c", "8", "-a", "2"],
  B: ["-m", "96", "-c", "12", "-a", "3"],
} as const;

describe.skipIf(reason)(withReason("images in units of the noise", reason), () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "larmor-snr-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // In the object, whose mask needs the truth, GRAPPA's g is 1.45 on average in A and 2.38 in B.
  it.each([
    ["A", "grappa", 1.7],
    ["A", "sense", undefined],
    ["B", "grappa", 4.18],
    ["B", "sense", undefined],
  ] as const)("are those of NumPy: phantom %s by %s", async (name, method, most) => {
    const [file, result] = [join(folder, `${name}-${method}.h5`), join(folder, `${name}-${method}-result.h5`)];
    const options = [...phantoms[name], "-w", "24", "-n", "0.05", "-C", "-o", file];
    execFileSync("ismrmrd_generate_cartesian_shepp_logan", options, { stdio: "ignore" });
    const run = await larmor(
      ["run", file, "-c", chain, "-o", result, "-G", "result", "-P", `method=${method}`],
      folder,
    );
    expect(run.status, run.stderr).toBe(0);
    const output = execFileSync(findPython()!, [script, file, result, method, "0.0005"], { encoding: "utf8" });
    const { image, g, snr, gMax } = JSON.parse(output) as Record<string, number>;
    for (const difference of [image, g, snr]) expect(difference).toBeLessThan(2e-6);
    if (most !== undefined) expect(gMax).toBeCloseTo(most, 1);
  });
});
