import type { KSpace, ReconBuffer } from "../../gadget-api/index.ts";
import type { Encoding } from "../../mrd/index.ts";
import { isPeriodic, latticeMask, type SenseImage } from "../../numerics/sense/index.ts";
import { counted } from "../../text/index.ts";
import {
  type CalibrationBlock,
  calibrationBlock,
  findLattice,
  imageCount,
  imageLines,
  referenceImage,
  referenceMode,
  withReferenceLines,
} from "../sampling/index.ts";
import { SenseError } from "./errors.ts";
import type { KeptMaps, MapsEntry } from "./kept-maps.ts";

/** Adjacent lines along each axis that coil maps need at least. */
const LEAST_LINES = 8;

export type SenseMethod = "auto" | "cg" | "direct";

/** Which calibration maps come from, and how images are unfolded by them. */
export interface SensePlanOptions {
  readonly method: SenseMethod;
  /** `auto`: the reference, or without one the image itself. */
  readonly from?: "auto" | "reference" | "data";
  /** Whether a later calibration of a slice replaces an earlier one; default true. */
  readonly renew?: boolean;
  /** What to do about lines that cannot be unfolded directly. */
  readonly advice?: string;
}

/** How the images of a buffer are unfolded. */
export interface SensePlan {
  /** The buffer with the calibration lines that belong to its images. */
  readonly buffer: ReconBuffer;
  /** The maps that the images refer to by their index. */
  readonly entries: readonly MapsEntry[];
  /** `[slices][s][n]` */
  readonly images: readonly SenseImage[];
}

/**
 * Decides for each image of a buffer which calibration its maps come from, by which lines and how it is unfolded. The
 * calibration is the reference of the same slice; without one, the fully sampled centre of the image itself; without
 * that, the newest calibration of the slice.
 * @throws SenseError
 */
export function planSense(
  buffer: ReconBuffer,
  encoding: Encoding | undefined,
  kept: KeptMaps,
  { method, from = "auto", renew = true, advice = "use 'method: cg' or 'auto'" }: SensePlanOptions,
): SensePlan {
  const reference = buffer.reference?.place();
  requireSameCoils(buffer.imaging, reference);
  const count = imageCount(buffer.imaging);
  const matches = Array.from({ length: count }, (_, image) => {
    const header = imageLines(buffer.imaging, image).anyHeader;
    return reference && header && referenceImage(reference, header);
  });
  const imaging = buffer.reference?.independent
    ? buffer.imaging
    : withOwnReference(buffer.imaging, reference, matches, encoding);
  const entries: MapsEntry[] = [];
  const images = matches.map((match, image): SenseImage => {
    const { counts, anyHeader } = imageLines(imaging, image);
    const mask = Uint8Array.from(counts, (readouts) => Number(readouts > 0));
    if (anyHeader === undefined) return { maps: 0, mask }; // An image without lines is zero, whatever its maps.
    const slice = `${buffer.encoding}/${anyHeader.slice}`;
    const block = reference && match !== undefined ? calibrationBlock(reference, match) : undefined;
    const isFilled = buffer.unfolding?.[image] !== undefined;
    const blocks = [
      from === "data" ? undefined : block,
      from === "reference" ? undefined : calibrationBlock(imaging, image),
    ];
    const filled = () => (isFilled ? calibrationBlock(withAllLines(imaging), image) : undefined);
    const known = renew ? undefined : kept.get(slice);
    const entry = known ?? entryOf(blocks, slice, kept, imaging, filled);
    if (!entries.includes(entry)) entries.push(entry);
    const lattice = isFilled ? undefined : latticeFor(imaging, mask, method, advice);
    return { maps: entries.indexOf(entry), mask, lattice };
  });
  if (entries.length === 0) throw noCalibration(undefined, imaging);
  return { buffer: { ...buffer, imaging }, entries, images };
}

function requireSameCoils({ shape: { coils } }: KSpace, reference: KSpace | undefined): void {
  if (reference === undefined || reference.shape.coils === coils) return;
  const text = `the calibration has ${counted(reference.shape.coils, "coil")}, the image ${coils}`;
  throw new SenseError("other-coils", `${text}; put steps that change coils before 'accumulate'`);
}

/** The image data with the lines of references that were acquired as parts of the images. */
function withOwnReference(
  imaging: KSpace,
  reference: KSpace | undefined,
  matches: readonly (number | undefined)[],
  encoding: Encoding | undefined,
): KSpace {
  if (reference === undefined) return imaging;
  const mode = encoding?.parallelImaging?.calibrationMode;
  const own = matches.map((match, image) =>
    match !== undefined && referenceMode(imaging, image, reference, match, mode) === "embedded" ? match : undefined,
  );
  return own.some((match) => match !== undefined) ? withReferenceLines(imaging, reference, own) : imaging;
}

function withAllLines(imaging: KSpace): KSpace {
  return imaging.with({ counts: new Uint32Array(imaging.counts.length).fill(1) });
}

/**
 * @param blocks calibrations in order of preference
 * @param last one to be used if there are none, and the slice has no maps yet
 */
function entryOf(
  blocks: readonly (CalibrationBlock | undefined)[],
  slice: string,
  kept: KeptMaps,
  imaging: KSpace,
  last: () => CalibrationBlock | undefined,
): MapsEntry {
  const { e1, e2 } = imaging.shape;
  const suffices = ({ shape }: CalibrationBlock) =>
    shape.e1 >= Math.min(e1, LEAST_LINES) && shape.e2 >= Math.min(e2, LEAST_LINES);
  const block = blocks.find((each) => each !== undefined && suffices(each));
  if (block !== undefined) return kept.entryFor(slice, block);
  const entry = kept.get(slice);
  if (entry !== undefined) return entry;
  const filled = last();
  if (filled !== undefined) return kept.entryFor(slice, filled);
  throw noCalibration(
    blocks.find((each) => each !== undefined),
    imaging,
  );
}

function noCalibration(block: CalibrationBlock | undefined, { shape }: KSpace): SenseError {
  const needed = [shape.e1, shape.e2].map((size) => Math.min(size, LEAST_LINES));
  const volume = shape.e2 > 1;
  const size = (e1: number, e2: number) => (volume ? `${e1} × ${counted(e2, "line")}` : counted(e1, "line"));
  const found = block === undefined ? "there is none" : `the largest block has ${size(block.shape.e1, block.shape.e2)}`;
  return new SenseError(
    "no-calibration",
    `coil maps need a calibration of at least ${size(needed[0]!, needed[1]!)} next to each other: ${found}; acquire ` +
      "calibration lines with each image, or once before all images of their slice",
  );
}

/**
 * The lattice that an image is unfolded by directly, or `undefined` for conjugate gradients.
 * @throws SenseError `no-lattice`
 */
function latticeFor({ shape }: KSpace, mask: Uint8Array, method: SenseMethod, advice: string): SenseImage["lattice"] {
  if (method === "cg") return undefined;
  const size = [shape.e0, shape.e1, shape.e2] as const;
  const lattice = findLattice({ e1: shape.e1, e2: shape.e2, lines: mask });
  if (lattice === "full") return { acceleration: [1, 1], offset: [0, 0], shift: 0 };
  const expected = lattice === "irregular" ? undefined : latticeMask(lattice, size);
  const isWhole = expected?.every((line, i) => line <= mask[i]!) ?? false;
  if (lattice !== "irregular" && isWhole && isPeriodic(lattice, size)) {
    // Conjugate gradients also use the lines that are not in the lattice.
    const isUniform = expected?.every((line, i) => line === mask[i]);
    return method === "direct" || isUniform ? lattice : undefined;
  }
  if (method === "auto") return undefined;
  const lines = `${mask.reduce((sum, line) => sum + line, 0)} of ${counted(shape.e1 * shape.e2, "line")}`;
  const reason =
    lattice === "irregular"
      ? "are not a lattice"
      : `are a lattice of R ${lattice.acceleration.join(" × ")} that lacks lines, or whose R does not divide the matrix`;
  throw new SenseError("no-lattice", `direct unfolding is impossible: ${lines} ${reason}; ${advice}`);
}
