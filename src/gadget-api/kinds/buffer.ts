import { KSpace, type KSpaceShape } from "../k-space/index.ts";
import type { ReconBuffer } from "../message.ts";
import { type Kind, otherLength } from "./kind.ts";

export const buffer: Kind<ReconBuffer> = {
  wire: "never",
  bytes: ({ imaging }) => Float32Array.BYTES_PER_ELEMENT * elements(imaging.shape),
  describe: ({ imaging: { shape, readout } }) => {
    const hybrid = readout === "image" ? ", in image space along the readout" : "";
    return `k-space of ${describeGrid(shape)}${hybrid}`;
  },
  check: ({ imaging }) => {
    if (!(imaging instanceof KSpace)) return "imaging is not a KSpace";
    const { samples, shape, headers, counts } = imaging;
    const { e1, e2, n, s, slices } = shape;
    const lines = e1 * e2 * n * s * slices;
    return (
      otherLength("imaging.samples", samples.length, elements(shape)) ??
      otherLength("imaging.headers", headers.length, lines) ??
      otherLength("imaging.counts", counts.length, lines)
    );
  },
  copy: ({ imaging, reference, ...message }) => ({
    ...message,
    imaging: copied(imaging),
    reference: reference && { place: (mayBeHybrid) => copied(reference.place(mayBeHybrid)) },
  }),
  encode: ({ imaging }) => {
    const { slices, s, n, coils, e2, e1, e0 } = imaging.shape;
    return { array: { name: "buffer", shape: [slices, s, n, coils, e2, e1, e0], data: imaging.gather() } };
  },
};

/** Description of the grid, such as `128 × 128 × 1, coils 8`. */
export function describeGrid({ e0, e1, e2, ...free }: KSpaceShape): string {
  const counted = Object.entries(free).filter(([name, size]) => size > 1 || name === "coils");
  return `${e0} × ${e1} × ${e2}, ${counted.map(([name, size]) => `${name} ${size}`).join(", ")}`;
}

function copied(kSpace: KSpace): KSpace {
  return kSpace.with({ samples: kSpace.gather().slice() });
}

function elements({ e0, e1, e2, coils, n, s, slices }: KSpaceShape): number {
  return 2 * e0 * e1 * e2 * coils * n * s * slices;
}
