import { readFileSync } from "node:fs";
import { defineGadget, resolvePath } from "larmor/gadget";
import type { Acquisition } from "larmor/mrd";
import { map } from "rxjs";
import Type from "typebox";

/**
 * Gives readouts the coordinates of their samples from a text file: a line `kx,ky` for each sample, in cycles per pixel,
 * of the spokes or spirals one after another. `kspace_encode_step_1` of a readout says which of them it is.
 */
export default defineGadget({
  name: "csv-trajectory",
  summary: "Give readouts coordinates from a text file.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {
    file: Type.String({ default: "./trajectory.csv", description: "A line kx,ky for each sample." }),
  },
  create({ folder }, { file }) {
    const path = resolvePath(folder, file);
    const coordinates = Float32Array.from(
      readFileSync(path, "utf8")
        .trim()
        .split(/[\s,]+/),
      Number,
    );
    return map((readout: Acquisition): Acquisition => {
      const { numberOfSamples, kspaceEncodeStep1 } = readout.header;
      const first = 2 * numberOfSamples * kspaceEncodeStep1;
      const trajectory = coordinates.slice(first, first + 2 * numberOfSamples);
      if (trajectory.length < 2 * numberOfSamples || trajectory.some(Number.isNaN)) {
        throw new Error(`${path} has no coordinates of readout ${kspaceEncodeStep1}, of ${numberOfSamples} samples`);
      }
      return { ...readout, header: readout.header.with({ trajectoryDimensions: 2 }), trajectory };
    });
  },
});
