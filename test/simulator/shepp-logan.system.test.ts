import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { birdcageSensitivities, sheppLogan } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";

const GENERATOR = "ismrmrd_generate_cartesian_shepp_logan";

const reason = skipReason(GENERATOR, "python");

/** The phantom and the coil maps that ISMRMRD's generator saves. */
function generated(matrix: number, coils: number): { phantom: number[]; csm: number[] } {
  const folder = mkdtempSync(join(tmpdir(), "larmor-phantom-"));
  try {
    const file = join(folder, "phantom.h5");
    execFileSync(GENERATOR, ["-m", `${matrix}`, "-c", `${coils}`, "-o", file], { stdio: "ignore" });
    const script = `
import json, sys
import h5py
file = h5py.File(sys.argv[1])
flat = lambda x: x[...].view("<f4").ravel().tolist()
print(json.dumps(dict(phantom=flat(file["dataset/phantom"]), csm=flat(file["dataset/csm"]))))`;
    return JSON.parse(runPython(script, [file]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(reason)(withReason("against ISMRMRD's generator", reason), () => {
  test.each([
    [64, 4],
    [96, 3],
    [128, 8],
  ])("phantom and coil maps of matrix %i and %i coils are equal", (matrix, coils) => {
    const { phantom, csm } = generated(matrix, coils);
    expect(relativeError(sheppLogan(matrix, matrix), phantom)).toBeLessThan(1e-6);
    expect(relativeError(birdcageSensitivities(matrix, matrix, coils), csm)).toBeLessThan(1e-6);
  });
});
