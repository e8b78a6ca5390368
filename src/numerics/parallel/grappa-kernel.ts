import { type Lattice, modulo } from "./lattice.ts";

/** A position along e1 and e2. */
export type LineOffset = readonly [number, number];

/** Which samples of the lattice a kernel combines. It is the same for every offset of the lattice. */
export interface GrappaKernel extends Pick<Lattice, "acceleration" | "shift"> {
  /** Samples along e0, and lines of the lattice along e1 and e2. */
  readonly size: readonly [number, number, number];
  /** Lines that it computes: those between the lattice's, by default, or all, so that acquired ones are fitted, too. */
  readonly targets?: "missing" | "all";
  /** Coils that it computes, the first ones; by default, all. */
  readonly destinations?: number;
}

/** Sizes of a calibration block. */
export interface BlockShape {
  readonly e0: number;
  readonly e1: number;
  readonly e2: number;
  readonly coils: number;
}

/** Offsets of a kernel's samples along an axis: −1, 0, 1, 2 for a size of 4. */
export function kernelSteps(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i - Math.floor((size - 1) / 2));
}

/** The lines that a kernel combines, relative to the line of the lattice at or before its targets. */
export function sourceOffsets({ acceleration: [r1, r2], shift, size }: GrappaKernel): LineOffset[] {
  return kernelSteps(size[2]).flatMap((step2) => {
    const folded = modulo(step2 * shift, r1);
    const shifted = folded > r1 / 2 ? folded - r1 : folded; // the lines nearest to the targets
    return kernelSteps(size[1]).map((step1) => [step1 * r1 + shifted, step2 * r2] as const);
  });
}

/** The lines between those of the lattice, relative to the line of the lattice at or before them. */
export function targetOffsets({ acceleration: [r1, r2] }: Pick<Lattice, "acceleration">): LineOffset[] {
  return Array.from({ length: r1 * r2 - 1 }, (_, i) => [(i + 1) % r1, Math.floor((i + 1) / r1)] as const);
}

/** The lines that a kernel computes, relative to the line of the lattice at or before them. */
export function kernelTargets(kernel: Pick<GrappaKernel, "acceleration" | "targets">): LineOffset[] {
  return kernel.targets === "all" ? [[0, 0], ...targetOffsets(kernel)] : targetOffsets(kernel);
}

/** The lines of a calibration block at which all sources and targets of a kernel are within the block. */
export function kernelPositions(kernel: GrappaKernel, { e1, e2 }: Pick<BlockShape, "e1" | "e2">) {
  const lines = [...sourceOffsets(kernel), ...kernelTargets(kernel)];
  const range = (size: number, along: readonly number[]) => {
    const first = Math.max(0, ...along.map((offset) => -offset));
    return { first, count: Math.max(0, size - Math.max(0, ...along) - first) };
  };
  const along1 = range(
    e1,
    lines.map(([offset]) => offset),
  );
  const along2 = range(
    e2,
    lines.map(([, offset]) => offset),
  );
  return { e1: along1, e2: along2 };
}

/** Unknowns of a kernel per coil and line between the lattice's, and equations that a calibration block gives for them. */
export function kernelEquations(kernel: GrappaKernel, block: BlockShape): { unknowns: number; equations: number } {
  const { e1, e2 } = kernelPositions(kernel, block);
  const equations = Math.max(0, block.e0 - kernel.size[0] + 1) * e1.count * e2.count;
  return { unknowns: kernel.size.reduce((product, size) => product * size, block.coils), equations };
}

/** Fewer equations per unknown fit the noise of the calibration lines. */
const ENOUGH = 8;

/**
 * Sizes that a kernel may have along e1 or e2, the largest first: 4 or 2 lines of an accelerated axis. A lattice with
 * lines in every row along e2, shifted from row to row, needs the rows on both sides, too.
 */
function kernelSizes({ acceleration, shift }: Pick<Lattice, "acceleration" | "shift">, axis: "e1" | "e2") {
  if (acceleration[axis === "e1" ? 0 : 1] > 1) return [4, 2] as const;
  return axis === "e2" && shift > 0 ? ([3, 1] as const) : ([1] as const);
}

/**
 * The largest of the usual kernels for which a calibration block has at least 8 equations per unknown: 5 × 4 (× 4), or 2
 * lines along accelerated axes, and 3 rows if all rows have lines, shifted from row to row. If there is none, the largest
 * for which it has at least one. Axes that are not accelerated get 1 line.
 * @param wanted sizes to be used as they are, instead of these
 * @returns `undefined` if the block is too small for any
 */
export function chooseKernel(
  lattice: Pick<Lattice, "acceleration" | "shift">,
  block: BlockShape,
  wanted: { readonly e0: number; readonly e1?: number | undefined; readonly e2?: number | undefined },
): GrappaKernel | undefined {
  const { acceleration, shift } = lattice;
  const sizes = (axis: "e1" | "e2") => {
    const set = wanted[axis];
    return set === undefined ? kernelSizes(lattice, axis) : [set];
  };
  const kernels = sizes("e2")
    .flatMap((e2) => sizes("e1").map((e1) => [wanted.e0, e1, e2] as const))
    .map((size): GrappaKernel => ({ acceleration, shift, size }))
    .toSorted((a, b) => b.size[1] * b.size[2] - a.size[1] * a.size[2]);
  const fits = (kernel: GrappaKernel, factor: number) => {
    const { unknowns, equations } = kernelEquations(kernel, block);
    return equations >= factor * unknowns;
  };
  return kernels.find((kernel) => fits(kernel, ENOUGH)) ?? kernels.find((kernel) => fits(kernel, 1));
}
