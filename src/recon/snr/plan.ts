import type { KSpace, ReconBuffer } from "../../gadget-api/index.ts";
import type { ImageUnfolding } from "../../gadget-api/k-space/index.ts";
import { distanceFromLattice, type Lattice, weightCount } from "../../numerics/parallel/index.ts";
import type { LatticeLines, Unmixing } from "../../numerics/snr/index.ts";
import { counted } from "../../text/index.ts";
import { acquiredSamples, imageCount, imageLines } from "../sampling/index.ts";
import { type MapsEntry, SenseError, type SensePlan } from "../sense/index.ts";
import { imageKey } from "./repetitions.ts";

/** How the coils' images of a lattice become one, and their g-factor. */
export interface UnmixingEntry {
  readonly maps: MapsEntry;
  readonly unmixing: Omit<Unmixing, "maps">;
  /** As soon as they are computed: `[coils][z][y][x]` complex, and `[z][y][x]`. */
  result: { readonly coefficients: Float32Array; readonly gFactor: Float32Array } | undefined;
}

/** How an image is computed in units of the noise. */
export interface SnrImage {
  /** From `imageKey`; `undefined` without lines. */
  readonly key: string | undefined;
  readonly entry: UnmixingEntry;
  readonly lines: LatticeLines;
}

/** A buffer, and how its images are computed. */
export interface SnrPlan {
  readonly buffer: ReconBuffer;
  /** `[slices][s][n]` */
  readonly images: readonly SnrImage[];
}

const whole: Lattice = { acceleration: [1, 1], offset: [0, 0], shift: 0 };

/** R. */
export function accelerationOf({ entry }: SnrImage): number {
  const [r1, r2] = entry.unmixing.lattice.acceleration;
  return r1 * r2;
}

/** Unmixings, which are the same for images with the same coil maps and lattice, and for GRAPPA, the same weights. */
export class KeptUnmixings {
  readonly #entries = new WeakMap<MapsEntry, Map<Float32Array | string, UnmixingEntry>>();

  /** @throws SenseError `other-coils` */
  planOf({ buffer, entries, images }: SensePlan): SnrPlan {
    const { imaging, unfolding } = buffer;
    return {
      buffer,
      images: Array.from({ length: imageCount(imaging) }, (_, image) => {
        const { maps, lattice } = images[image]!;
        const grappa = unfolding?.[image];
        const own = grappa?.lattice ?? lattice ?? whole;
        const entry = this.#entryFor(entries[maps]!, grappa, own, imaging);
        const { anyHeader } = imageLines(imaging, image);
        const key = anyHeader && imageKey(buffer.encoding, anyHeader);
        return { key, entry, lines: latticeLines(imaging, image, own) };
      }),
    };
  }

  #entryFor(maps: MapsEntry, grappa: ImageUnfolding | undefined, lattice: Lattice, imaging: KSpace): UnmixingEntry {
    const { coils } = imaging.shape;
    if (grappa !== undefined && grappa.weights.length !== 2 * weightCount(grappa.kernel, coils)) {
      const text = `the weights of 'grappa' are of another number of coils than the images, which have ${coils}`;
      throw new SenseError("other-coils", `${text}; put steps that change coils before 'grappa'`);
    }
    const kept = this.#entries.get(maps) ?? new Map<Float32Array | string, UnmixingEntry>();
    this.#entries.set(maps, kept);
    const { acceleration, offset, shift } = lattice;
    const key = grappa?.weights ?? [acceleration, offset, shift].join(" ");
    const entry = kept.get(key) ?? { maps, unmixing: { lattice, grappa }, result: undefined };
    // One of GRAPPA is for all offsets of its lattice; earlier weights are not used again.
    if (grappa !== undefined) kept.clear();
    kept.set(key, entry);
    return entry;
  }
}

/** The lines of an image that are on its lattice: calibration lines between them are not used. */
function latticeLines(imaging: KSpace, image: number, lattice: Lattice): LatticeLines {
  const { e0, e1 } = imaging.shape;
  const { counts, headers } = imageLines(imaging, image);
  const used = counts.map((count, line) => {
    const distances = distanceFromLattice(lattice, line % e1, Math.floor(line / e1));
    return distances.every((distance) => distance === 0) ? count : 0;
  });
  const samples = headers.map((header) => (header ? acquiredSamples(header, e0) : { first: 0, last: e0 - 1 }));
  return {
    counts: used,
    first: Uint16Array.from(samples, ({ first }) => Math.max(0, first)),
    end: Uint16Array.from(samples, ({ last }) => Math.min(e0, last + 1)),
  };
}

/** What an image is unfolded by, for the client and for `larmor explain`. */
export function unmixingText(image: SnrImage): string {
  const { lattice, grappa } = image.entry.unmixing;
  const { acceleration, shift } = lattice;
  const lines = image.lines.counts.reduce((sum, count) => sum + Number(count > 0), 0);
  if (accelerationOf(image) === 1) return `${counted(lines, "line")} without acceleration, so g is 1`;
  const caipirinha = shift === 0 ? "" : `, CAIPIRINHA shift ${shift}`;
  return `${counted(lines, "line")} undersampled by ${acceleration.join(" × ")}${caipirinha}, unfolded by ${grappa ? "GRAPPA" : "SENSE"}`;
}
