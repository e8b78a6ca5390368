import type { AcquisitionHeader, Encoding } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { missingLines, PhaseAxis } from "../kspace/index.ts";
import type { Finding } from "./finding.ts";

/** Counters that separate images; segments and averages are parts of one. */
const separating = ["slice", "contrast", "phase", "repetition", "set"] as const;

/** Finds the lines that are missing from each image of an encoding. One byte per line and image. */
export class CompletenessCheck {
  readonly #name: string;
  /** A chain that unfolds its images. */
  readonly #unfolding: string;
  readonly #e1: PhaseAxis;
  readonly #e2: PhaseAxis;
  readonly #images = new Map<string, Uint8Array>();
  #offGrid = 0;
  #readouts = 0;

  constructor({ encodedSpace, encodingLimits, trajectory }: Encoding, name: string) {
    this.#name = name;
    this.#unfolding = trajectory === "epi" ? "epi" : "cartesian";
    this.#e1 = new PhaseAxis(encodedSpace.matrixSize.y, encodingLimits.kspaceEncodingStep1, "centered");
    this.#e2 = new PhaseAxis(encodedSpace.matrixSize.z, encodingLimits.kspaceEncodingStep2, "centered");
  }

  add(header: AcquisitionHeader): void {
    this.#readouts += 1;
    const row1 = this.#e1.row(header.kspaceEncodeStep1);
    const row2 = this.#e2.row(header.kspaceEncodeStep2);
    if (row1 === undefined || row2 === undefined) {
      this.#offGrid += 1;
      return;
    }
    const key = String.fromCharCode(...separating.map((counter) => header[counter]));
    let lines = this.#images.get(key);
    if (lines === undefined) {
      lines = new Uint8Array(this.#e1.size * this.#e2.size);
      this.#images.set(key, lines);
    }
    lines[row2 * this.#e1.size + row1] = 1;
  }

  get findings(): Finding[] {
    return [...this.#outside(), ...this.#missing()];
  }

  #outside(): Finding[] {
    if (this.#offGrid === 0) return [];
    const all = this.#offGrid === this.#readouts;
    return [
      {
        weight: all ? "error" : "warning",
        where: `${this.#name}: readouts`,
        problem: `${this.#offGrid} of ${counted(this.#readouts, "readout")} are outside of the encoded matrix`,
        effect: all ? "There is no image." : "They are discarded.",
        remedy: "Check encodedSpace.matrixSize and the centre of encodingLimits.",
      },
    ];
  }

  #missing(): Finding[] {
    const texts = new Map<string, { kind: "aliased" | "incomplete"; images: number }>();
    for (const lines of this.#images.values()) {
      const missing = missingLines(lines, this.#e1, this.#e2);
      if (missing === undefined) continue;
      const same = texts.get(missing.text) ?? { kind: missing.kind, images: 0 };
      same.images += 1;
      texts.set(missing.text, same);
    }
    return [...texts].map(([text, { kind, images }]) => ({
      weight: "warning",
      where: `${this.#name}: readouts`,
      problem: images === this.#images.size ? text : `${text}, in ${images} of ${counted(this.#images.size, "image")}`,
      effect:
        kind === "aliased" ? "The image is aliased, unless the chain unfolds it." : "Lines that are missing are zero.",
      remedy:
        kind === "aliased"
          ? `Use a chain that unfolds it, such as ${this.#unfolding}; it needs calibration lines. \`larmor explain\` says how.`
          : "Check whether the measurement is complete; for partial Fourier use the chain cartesian-full.",
    }));
  }
}
