import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type PhantomOptions, phantom, writePhantom } from "../../src/simulator/index.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { noSharedPrograms, sharedPrograms } from "../support/shared-data.ts";

const missing = noSharedPrograms ?? skipReason("python");

const script = `
import argparse, json, sys
sys.path.insert(0, sys.argv[1])
import epi, numpy
options = argparse.Namespace(b0="mean", oe="polynomial", dwell="end", regrid="pinv", pixels="gadgetron")
images = [numpy.floor(epi.autoscale(image) + 0.5) for image in epi.recon(sys.argv[2], options)]
print(json.dumps([numpy.clip(image, 0, 4095).ravel().tolist() for image in images]))
`;

/** Images of an independent program for Gadgetron's epi.xml. */
async function programsImages(options: PhantomOptions): Promise<number[][]> {
  const folder = mkdtempSync(join(tmpdir(), "epi-"));
  try {
    const file = join(folder, "phantom.h5");
    await writePhantom(file, options);
    return JSON.parse(runPython(script, [fileURLToPath(sharedPrograms), file])) as number[][];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const errors = { epi: true, gradientDelay: 0.35, oddEvenPhase: 0.8, drift: 0.02 };
const strong = { epi: true, gradientDelay: -0.6, oddEvenPhase: 2.2, drift: -0.1, noiseLevel: 0.1 };

describe.skipIf(missing)(withReason("whole images of Gadgetron's epi.xml", missing), () => {
  it.each<[string, PhantomOptions]>([
    ["64 pixels, 4 coils", { ...errors, matrix: 64, coils: 4, oversampling: 1 }],
    ["96 pixels, oversampled", { ...errors, matrix: 96, coils: 2, oversampling: 2, slices: 2, repetitions: 2 }],
    ["63 pixels, strong errors", { ...strong, matrix: 63, coils: 3, oversampling: 1 }],
    ["63 × 45 pixels, oversampled", { ...errors, matrix: 63, matrixY: 45, coils: 3, oversampling: 2 }],
    ["long ramps", { ...errors, matrix: 64, matrixY: 48, coils: 1, epiSamples: 300, rampUp: 0.35, rampDown: 0.3 }],
    ["no ramps, 5 navigators", { ...strong, matrix: 64, coils: 5, rampUp: 0, rampDown: 0, epiNavigators: 5 }],
  ])("differ by at most one count from an independent program's: %s", async (_name, options) => {
    const expected = await programsImages(options);
    const { header, acquisitions } = phantom(options);
    const { images } = await reconstruct("epi.xml", header, acquisitions());
    expect(images.length).toBe(expected.length);
    for (const [i, { data }] of images.entries()) {
      const differences = Array.from(data, (value, pixel) => Math.abs(Number(value) - expected[i]![pixel]!));
      expect(Math.max(...differences)).toBeLessThanOrEqual(1);
      expect(differences.filter((difference) => difference > 0).length).toBeLessThan(0.002 * differences.length);
    }
  });
});
