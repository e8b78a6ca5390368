import type { Acquisition } from "../../src/mrd/index.ts";
import { bucket, encodingOf, type GadgetCase, headerOf, readout } from "../../src/testing/index.ts";

const encoding = encodingOf({ encoded: [16, 16, 1], trajectory: "radial" });

/** Readouts through the centre of k-space. */
function spokes(count: number, dimensions: 2 | 3, unit = 1): Acquisition[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (Math.PI * i) / count;
    const trajectory = Float32Array.from({ length: 16 * dimensions }, (_, at) => {
      const radius = unit * (Math.floor(at / dimensions) / 16 - 0.5);
      return [Math.cos(angle) * radius, Math.sin(angle) * radius, Math.abs(radius)][at % dimensions]!;
    });
    return readout({ trajectory, scanCounter: i + 1 });
  });
}

export default [
  {
    name: "spokes of two slices, in two units",
    header: headerOf(encoding),
    messages: [
      bucket([
        ...spokes(7, 2),
        ...spokes(7, 2, 16).map((each) => ({ ...each, header: each.header.with({ slice: 1 }) })),
      ]),
    ],
    outputs: 2,
  },
  {
    name: "density weights in the third dimension, and the field of view of the image",
    header: headerOf(encodingOf({ encoded: [16, 16, 1], recon: [8, 8, 1], trajectory: "radial" })),
    parameters: { grid: "recon" },
    messages: [bucket(spokes(5, 3))],
    outputs: 1,
  },
  {
    name: "spokes by the header",
    header: headerOf(
      encodingOf({
        encoded: [16, 16, 1],
        trajectory: "goldenangle",
        encodingLimits: { kspaceEncodingStep1: { minimum: 0, maximum: 4, center: 0 } },
      }),
    ),
    parameters: { from: "header" },
    messages: [
      bucket(Array.from({ length: 5 }, (_, i) => readout({ kspaceEncodeStep1: i, scanCounter: i + 1, repetition: 1 }))),
    ],
    outputs: 1,
  },
  {
    name: "known gradient delays, and a repetition",
    header: headerOf(encoding),
    parameters: { delays: [0.5, -0.5, 0.1] },
    messages: [bucket(spokes(5, 2)), bucket(spokes(5, 2))],
    outputs: 2,
  },
  {
    name: "gradient delays of spokes",
    header: headerOf(encoding),
    parameters: { delays: "ring" },
    messages: [bucket(spokes(7, 2)), bucket(spokes(7, 2))],
    outputs: 2,
  },
  {
    name: "a stack of planes",
    header: headerOf(encodingOf({ encoded: [16, 16, 2], trajectory: "radial" })),
    messages: [
      bucket(
        [0, 1].flatMap((kspaceEncodeStep2) =>
          spokes(5, 2).map((each) => ({ ...each, header: each.header.with({ kspaceEncodeStep2 }) })),
        ),
      ),
    ],
    outputs: 1,
  },
] satisfies readonly GadgetCase[];
