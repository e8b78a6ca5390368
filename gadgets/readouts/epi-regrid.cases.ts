import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { encodingOf, type GadgetCase, headerOf, noiseReadout, readout } from "../../src/testing/index.ts";
import { epiEncoding, epiShot } from "../../test/contract/epi-samples.ts";

const trajectory = Float32Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? (i / 2 - 8) / 16 : 0));

export default [
  {
    name: "navigators and lines on the ramps of a trapezoid",
    header: headerOf(epiEncoding),
    messages: [noiseReadout(), ...epiShot()],
    outputs: 12,
  },
  {
    name: "trajectories, and lines off the centre",
    header: headerOf(encodingOf({ trajectory: "epi" })),
    messages: [
      readout({ trajectory, trajectoryDimensions: 2 }),
      readout({ flags: [AcquisitionFlag.reverse], scanCounter: 2, position: [3, 0, 0] }),
    ],
    outputs: 2,
  },
  {
    name: "Gadgetron's pixels, in units of the noise",
    header: headerOf(epiEncoding),
    parameters: { pixels: "gadgetron", units: "noise" },
    messages: epiShot(),
    outputs: 11,
  },
] satisfies readonly GadgetCase[];
