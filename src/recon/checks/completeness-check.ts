import { AcquisitionFlag, type AcquisitionHeader, type Encoding, type Limit } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { missingLines, PhaseAxis } from "../kspace/index.ts";
import { findLattice, type LineMask, largestBlock } from "../sampling/index.ts";
import type { Finding } from "./finding.ts";

/** Counters that separate images; segments and averages are parts of one. */
const separating = ["slice", "contrast", "phase", "repetition", "set"] as const;

interface ImageMask {
  readonly slice: number;
  readonly lines: Uint8Array;
}

/** Finds the lines that are missing from each image of an encoding. One byte per line and image. */
export class CompletenessCheck {
  readonly #where: string;
  /** A chain that unfolds its images. */
  readonly #unfolding: string;
  readonly #e1: PhaseAxis;
  readonly #e2: PhaseAxis;
  readonly #images = new Map<string, ImageMask>();
  /** Lines of calibrations, and of all images: interleaved ones are the calibration of each other. */
  readonly #calibrations = new Map<number, Uint8Array>();
  #offGrid = 0;
  #readouts = 0;

  constructor({ encodedSpace, encodingLimits, trajectory }: Encoding, name: string) {
    const { y, z } = encodedSpace.matrixSize;
    this.#where = `${name}: readouts`;
    this.#unfolding = trajectory === "epi" ? "epi" : "cartesian";
    this.#e1 = new PhaseAxis(y, filledIn(encodingLimits.kspaceEncodingStep1), "centered");
    this.#e2 = new PhaseAxis(z, filledIn(encodingLimits.kspaceEncodingStep2), "centered");
  }

  /** A readout of an image or its calibration. */
  add(header: AcquisitionHeader): void {
    const isImage = !isPureCalibration(header);
    if (isImage) this.#readouts += 1;
    const row1 = this.#e1.row(header.kspaceEncodeStep1);
    const row2 = this.#e2.row(header.kspaceEncodeStep2);
    if (row1 === undefined || row2 === undefined) {
      if (isImage) this.#offGrid += 1;
      return;
    }
    const line = row2 * this.#e1.size + row1;
    const { slice } = header;
    const calibration = this.#calibrations.get(slice) ?? this.#noLines();
    this.#calibrations.set(slice, calibration);
    calibration[line] = 1;
    if (!isImage) return;
    const key = String.fromCharCode(...separating.map((counter) => header[counter]));
    const image = this.#images.get(key) ?? { slice, lines: this.#noLines() };
    this.#images.set(key, image);
    image.lines[line] = 1;
  }

  /** @param others the checks of all encodings, whose calibrations serve this one's images too */
  findings(others: readonly CompletenessCheck[]): Finding[] {
    return [...this.#outside(), ...this.#missing(others)];
  }

  #noLines(): Uint8Array {
    return new Uint8Array(this.#e1.size * this.#e2.size);
  }

  #mask(lines: Uint8Array): LineMask {
    return { e1: this.#e1.size, e2: this.#e2.size, lines };
  }

  #outside(): Finding[] {
    if (this.#offGrid === 0) return [];
    const all = this.#offGrid === this.#readouts;
    return [
      {
        weight: all ? "error" : "warning",
        where: this.#where,
        problem: `${this.#offGrid} of ${counted(this.#readouts, "readout")} are outside of the encoded matrix`,
        effect: all ? "There is no image." : "They are discarded.",
        remedy: "Check encodedSpace.matrixSize and the centre of encodingLimits.",
      },
    ];
  }

  #missing(others: readonly CompletenessCheck[]): Finding[] {
    const found = new Map<string, { finding: Finding; images: number }>();
    for (const image of this.#images.values()) {
      const missing = missingLines(image.lines, this.#e1, this.#e2);
      if (missing === undefined) continue;
      const finding =
        missing.kind === "aliased" ? this.#aliased(missing.text, image, others) : this.#lacks(missing.text);
      const same = found.get(finding.problem) ?? { finding, images: 0 };
      same.images += 1;
      found.set(finding.problem, same);
    }
    return [...found.values()].map(({ finding, images }) => {
      if (images === this.#images.size) return finding;
      return { ...finding, problem: `${finding.problem}, in ${images} of ${counted(this.#images.size, "image")}` };
    });
  }

  #lacks(problem: string): Finding {
    return {
      weight: "warning",
      where: this.#where,
      problem,
      effect: "Lines that are missing are zero.",
      remedy: "Check whether the measurement is complete; for partial Fourier use the chain cartesian-full.",
    };
  }

  /** An image that is aliased unless a chain unfolds it. */
  #aliased(text: string, { slice, lines }: ImageMask, others: readonly CompletenessCheck[]): Finding {
    const lattice = findLattice(this.#mask(lines));
    if (typeof lattice === "string") {
      return {
        weight: "warning",
        where: this.#where,
        problem: `${text}, which are not a regular lattice`,
        effect: "The image is aliased; chains that unfold it by GRAPPA refuse it.",
        remedy: "Acquire every R-th line, or try the chain bart-pics, which needs BART and a fully sampled centre.",
      };
    }
    const factors = lattice.acceleration;
    const needed = factors.map((factor) => (factor > 1 ? factor + 1 : 1)) as [number, number];
    const blocks = others.map((other) => other.#block(slice));
    const block = blocks.find((sizes) => sizes?.every((count, axis) => count >= needed[axis]!));
    const by = `${factors.join(" × ")}${lattice.shift === 0 ? "" : `, CAIPIRINHA shift ${lattice.shift}`}`;
    const size = (sizes: readonly number[]) => (this.#e2.size > 1 ? sizes.join(" × ") : `${sizes[0]}`);
    const linesOf = ([e1, e2]: readonly [number, number]) =>
      this.#e2.size > 1 ? `${e1} × ${counted(e2, "line")}` : counted(e1, "line");
    if (block === undefined) {
      return {
        weight: "error",
        where: this.#where,
        problem: `${text}, undersampled by ${by}, and there is no calibration`,
        effect: "The image is aliased; chains that unfold it refuse it.",
        remedy: `Acquire calibration lines: ${size(needed)} or more without a gap, better 24.`,
      };
    }
    return {
      weight: "remark",
      where: this.#where,
      problem: `${text.replace("aliased", `undersampled by ${by}`)}, with a calibration of ${linesOf(block)}`,
      effect: `A chain that unfolds it, such as ${this.#unfolding}, gives the whole image; other images are aliased.`,
      remedy: `Use the chain ${this.#unfolding}.`,
    };
  }

  /** Lines along e1 and e2 of the largest block of a slice without a gap. */
  #block(slice: number): readonly [number, number] | undefined {
    const lines = this.#calibrations.get(slice);
    const block = lines && largestBlock(this.#mask(lines));
    return block && [block.e1.last - block.e1.first + 1, block.e2.last - block.e2.first + 1];
  }
}

/** Limits of one line were not filled in, or are those of a measurement of one line. */
function filledIn(limit: Limit | undefined): Limit | undefined {
  return limit === undefined || limit.minimum === limit.maximum ? undefined : limit;
}

/** Whether a readout belongs to a calibration only, which may have lines of its own. */
export function isPureCalibration(header: AcquisitionHeader): boolean {
  return header.has(AcquisitionFlag.parallelCalibration) && !header.has(AcquisitionFlag.parallelCalibrationAndImaging);
}
