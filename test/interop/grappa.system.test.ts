import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { larmor } from "../support/cli.ts";
import { findPython, skipReason, withReason } from "../support/peers.ts";

const reason = skipReason("python", "ismrmrd_generate_cartesian_shepp_logan");
const script = fileURLToPath(new URL("./object_error.py", import.meta.url));
const chain = fileURLToPath(new URL("./grappa-error.yaml", import.meta.url));

/** Phantoms with 24 calibration lines and noise of 0.05. */
const phantoms = {
  A: ["-m", "128", "-c", "8", "-a", "2"],
  B: ["-m", "96", "-c", "12", "-a", "3"],
} as const;

describe.skipIf(reason)(withReason("the error of GRAPPA in the object", reason), () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "larmor-grappa-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // NumPy with the true maps and calibration lines in the image: 0.1185 and 0.1841 at λ 5e-4; 0.1148 and 0.1450 at λ 0.05.
  it.each([
    ["A", "0.0005", "4", 0.1185],
    ["A", "auto", "auto", 0.115],
    ["B", "0.0005", "4", 0.184],
    ["B", "auto", "auto", 0.145],
  ] as const)("is that of NumPy at most: phantom %s, λ %s, %s lines", async (name, lambda, lines, most) => {
    const [file, result] = [join(folder, `${name}.h5`), join(folder, `${name}-${lambda}.h5`)];
    const options = [...phantoms[name], "-w", "24", "-n", "0.05", "-C"];
    execFileSync("ismrmrd_generate_cartesian_shepp_logan", [...options, "-o", file], { stdio: "ignore" });
    const parameters = ["-P", `lambda=${lambda}`, "-P", `lines=${lines}`];
    const run = await larmor(["run", file, "-c", chain, "-o", result, "-G", "result", ...parameters], folder);
    expect(run.status, run.stderr).toBe(0);
    const errors = JSON.parse(execFileSync(findPython()!, [script, file, result], { encoding: "utf8" })) as number[];
    expect(Math.max(...errors)).toBeLessThan(most);
  });
});
