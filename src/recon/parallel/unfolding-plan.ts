import type { KSpace, ReconBuffer } from "../../gadget-api/index.ts";
import type { AcquisitionHeader, MrdHeader } from "../../mrd/index.ts";
import { type Lattice, type LineGrid, linesToFill } from "../../numerics/parallel/index.ts";
import { counted } from "../../text/index.ts";
import {
  type CalibrationBlock,
  calibrationBlock,
  findLattice,
  imageCount,
  imageLines,
  type ReferenceMode,
  referenceImage,
  referenceMode,
  withReferenceLines,
} from "../sampling/index.ts";
import { UnfoldingError } from "./errors.ts";

/** An image whose lines are a lattice, with what is missing between them. */
export interface UndersampledImage {
  readonly header: AcquisitionHeader;
  readonly lattice: Lattice;
  readonly missing: ReturnType<typeof linesToFill>;
  readonly grid: LineGrid;
  /** The calibration that came with it. */
  readonly calibration: CalibrationBlock | undefined;
  readonly mode: ReferenceMode | "interleaved" | "none";
}

/** What is to be unfolded in a buffer. */
export interface UnfoldingPlan {
  /** The image data, with the lines of an embedded calibration. */
  readonly imaging: KSpace;
  /** `[slices][s][n]`; `undefined` for complete images. */
  readonly images: readonly (UndersampledImage | undefined)[];
}

/**
 * What a buffer lacks by undersampling, and the calibration that it brings. It depends on the lines that were acquired
 * and on their flags; the header only says whether lines that could be part of the image were acquired independently.
 * @returns `undefined` if no image is undersampled
 * @throws UnfoldingError `no-lattice`, `calibration-mismatch`
 */
export function planUnfolding(buffer: ReconBuffer, header: MrdHeader | undefined): UnfoldingPlan | undefined {
  if (!buffer.imaging.missing.some((lack) => lack?.kind === "aliased")) return undefined;
  const headerMode = buffer.reference?.independent
    ? "separate"
    : header?.encoding[buffer.encoding]?.parallelImaging?.calibrationMode;
  const reference = buffer.reference?.place(true);
  if (reference !== undefined) requireSameGrid(buffer.imaging, reference);
  const count = imageCount(buffer.imaging);
  const matches = Array.from({ length: count }, (_, image) => {
    const { anyHeader } = imageLines(buffer.imaging, image);
    return reference && anyHeader && referenceImage(reference, anyHeader);
  });
  const modes = matches.map((match, image) =>
    match === undefined ? "none" : referenceMode(buffer.imaging, image, reference!, match, headerMode),
  );
  const embedded = matches.map((match, image) => (modes[image] === "embedded" ? match : undefined));
  const merges = embedded.some((match) => match !== undefined);
  const imaging = merges ? withReferenceLines(buffer.imaging, reference!, embedded) : buffer.imaging;
  const images = Array.from({ length: count }, (_, image): UndersampledImage | undefined => {
    if (buffer.imaging.missing[image]?.kind !== "aliased") return undefined;
    const { counts, anyHeader } = imageLines(imaging, image);
    const lattice = findLattice({ e1: imaging.shape.e1, e2: imaging.shape.e2, lines: counts });
    if (lattice === "full") return undefined; // the calibration lines are the missing ones
    if (lattice === "irregular") throw noLattice(imaging, counts);
    const own = modes[image] === "none" || modes[image] === "embedded";
    const calibration = calibrationBlock(own ? imaging : reference!, own ? image : matches[image]!);
    return {
      header: anyHeader!,
      lattice,
      grid: { e1: imaging.shape.e1, e2: imaging.shape.e2, acquired: counts },
      missing: linesToFill(lattice, counts, fillRange(imaging, 1, lattice), fillRange(imaging, 2, lattice)),
      calibration,
      mode: modes[image]!,
    };
  });
  return { imaging, images };
}

/** K-space with its lines filled: what is still missing after that. */
export function unfoldedKSpace({ imaging, images }: UnfoldingPlan, samples: KSpace["samples"]): KSpace {
  const whole = images.find((image) => image !== undefined);
  const range = (axis: 1 | 2) => {
    const sampling = axis === 1 ? imaging.e1 : imaging.e2;
    return whole === undefined ? sampling : { ...sampling, ...bounds(fillRange(imaging, axis, whole.lattice)) };
  };
  const missing = imaging.missing.map((lack, image) => {
    if (lack?.kind !== "aliased") return lack;
    const undersampled = images[image];
    return undersampled && lostLines(imaging, image, undersampled);
  });
  return imaging.with({ samples, acceleration: [1, 1], e1: range(1), e2: range(2), missing });
}

/** Lines of the lattice that did not come: they are zero, and spoil the lines around them. */
function lostLines(imaging: KSpace, image: number, { lattice, missing }: UndersampledImage) {
  const { counts } = imageLines(imaging, image);
  const filled = missing.lines.reduce((sum, lines) => sum + lines.length, 0);
  const acquired = counts.reduce((sum, count) => sum + Number(count > 0), 0);
  const [e1, e2] = [fillRange(imaging, 1, lattice), fillRange(imaging, 2, lattice)];
  const expected = (e1.last - e1.first + 1) * (e2.last - e2.first + 1);
  const lost = expected - acquired - filled;
  if (lost <= 0 || imaging.shape.e2 > 1) return undefined; // the corners of a volume are not lost
  return { kind: "incomplete" as const, text: `incomplete: ${counted(lost, "line")} of the lattice did not come` };
}

/** The rows of an axis that are to be filled: those that the header announces, up to the edge if the lattice reaches it. */
function fillRange(imaging: KSpace, axis: 1 | 2, { acceleration }: Lattice) {
  const { first, last } = axis === 1 ? imaging.e1 : imaging.e2;
  const size = axis === 1 ? imaging.shape.e1 : imaging.shape.e2;
  const factor = acceleration[axis - 1]!;
  return { size, first: first < factor ? 0 : first, last: last >= size - factor ? size - 1 : last };
}

function bounds({ first, last }: { first: number; last: number }) {
  return { first, last };
}

function requireSameGrid({ shape }: KSpace, reference: KSpace): void {
  const other = reference.shape;
  if (shape.coils !== other.coils) {
    const text = `the calibration has ${counted(other.coils, "coil")}, the image data have ${shape.coils}`;
    throw new UnfoldingError("calibration-mismatch", `${text}; both must be acquired with the same coils`);
  }
  if (shape.e0 === other.e0 && shape.e1 === other.e1 && shape.e2 === other.e2) return;
  const sizes = ({ e0, e1, e2 }: KSpace["shape"]) => `${e0} × ${e1} × ${e2}`;
  throw new UnfoldingError(
    "calibration-mismatch",
    `the calibration's k-space is ${sizes(other)}, that of the image data ${sizes(shape)}; ` +
      "both must have the same field of view, and readouts of the same length or shorter ones",
  );
}

function noLattice({ shape }: KSpace, counts: Uint32Array): UnfoldingError {
  const acquired = counts.reduce((sum, count) => sum + Number(count > 0), 0);
  return new UnfoldingError(
    "no-lattice",
    `${acquired} of ${counted(shape.e1 * shape.e2, "line was", "lines were")} acquired, and they are not a regular ` +
      "lattice around a fully sampled block; GRAPPA needs every R-th line",
  );
}
