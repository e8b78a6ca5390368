import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { formatGroup, type GroupInfo, inspectGroup } from "../../src/inspect/info/index.ts";
import { skipReason, withReason } from "../support/peers.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "larmor-info-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function inspect(path: string, group?: string): Promise<GroupInfo> {
  const file = await MrdFile.open(path);
  try {
    return inspectGroup(file.group(group));
  } finally {
    file.close();
  }
}

const noTools = skipReason("ismrmrd_generate_cartesian_shepp_logan", "ismrmrd_recon_cartesian_2d");

describe("the report", () => {
  it.skipIf(noTools)(
    withReason("of a file of ISMRMRD's tools has their header, readouts and image", noTools),
    async () => {
      const path = join(folder, "ismrmrd.h5");
      const options = ["-m", "32", "-c", "2", "-a", "2", "-C", "-o", path];
      execFileSync("ismrmrd_generate_cartesian_shepp_logan", options, { stdio: "ignore" });
      execFileSync("ismrmrd_recon_cartesian_2d", [path], { stdio: "ignore" });
      expect(formatGroup(await inspect(path)).replace(/values .*/, "values …")).toBe(`group dataset
  system           63.5 MHz; 2 channels; ISMRM Synthetic Imaging Lab
  encoding 0       cartesian
    encoded        64 × 32 × 1 over 600 × 300 × 6 mm
    recon          32 × 32 × 1 over 300 × 300 × 6 mm
    limits         kspaceEncodingStep1 0..31 (centre 16); repetition 0..1
    acceleration   2 × 1; interleaved
  readouts         33
    noise          1 readout; 64 samples; 2 channels; dwell 5 µs
      flags        noiseMeasurement 1
    encoding 0     32 readouts; 64 samples; 2 channels; dwell 5 µs
      counters     kspaceEncodeStep1 0..31; repetition 0..1
      flags        firstInSlice 2; lastInSlice 2
  remark           encoding 0: readouts: undersampled by 2 × 1: 16 of 32 lines were acquired, with a calibration of 32 lines. A chain that unfolds it, such as cartesian, gives the whole image; other images are aliased.
  remark           encoding 0: readouts: read_dir, phase_dir, slice_dir: one of them or all are 0 in 32 of 32 readouts. Images have no orientation.
  cpp              1 image; 32 × 32 × 1; 1 channel; float; magnitude; values …
  arrays           3
    coil_images    1 × 2 × 32 × 64; complexFloat
    csm            1 × 2 × 32 × 32; complexFloat
    phantom        1 × 32 × 32; complexFloat`);
    },
  );
});
