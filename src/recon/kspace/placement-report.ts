import type { KSpace, LogLevel } from "../../gadget-api/index.ts";
import { counted } from "../../text/index.ts";

/** Counts what happened to a measurement's lines, so that discarding and averaging are always reported. */
export class PlacementReport {
  #kSpaces = 0;
  #lines = 0;
  #averaged = 0;
  #discarded = 0;
  #unusedReference = 0;
  /** Incomplete k-spaces, by what they lack. */
  readonly #incomplete = new Map<string, number>();

  add({ counts, discarded, missing, shape }: KSpace): void {
    const lines = shape.e1 * shape.e2;
    for (let image = 0; image < discarded.length; image += 1) {
      let acquired = 0;
      let averaged = 0;
      for (let line = image * lines; line < (image + 1) * lines; line += 1) {
        if (counts[line]! > 0) acquired += 1;
        if (counts[line]! > 1) averaged += 1;
      }
      this.#discarded += discarded[image]!;
      this.#averaged += averaged;
      if (acquired === 0) continue; // a combination of counters that does not occur
      this.#lines += lines;
      this.#kSpaces += 1;
      // Aliasing is reported by the step that does not unfold it.
      const lack = missing[image];
      if (lack?.kind === "incomplete") this.#incomplete.set(lack.text, (this.#incomplete.get(lack.text) ?? 0) + 1);
    }
  }

  addUnusedReference(readouts: number): void {
    this.#unusedReference += readouts;
  }

  send(report: (level: LogLevel, text: string) => void): void {
    if (this.#discarded > 0)
      report(
        "warning",
        counted(
          this.#discarded,
          "readout is outside the encoded matrix and was discarded",
          "readouts are outside the encoded matrix and were discarded",
        ),
      );
    for (const [text, kSpaces] of this.#incomplete) {
      const which = kSpaces === this.#kSpaces ? "" : `, in ${kSpaces} of ${counted(this.#kSpaces, "k-space")}`;
      report("warning", `${text}${which}; the others are zero`);
    }
    if (this.#averaged > 0)
      report("info", `${this.#averaged} of ${counted(this.#lines, "line was", "lines were")} acquired more than once`);
    if (this.#unusedReference > 0)
      report("warning", `${this.#unusedReference} reference readouts match no image and are not used`);
  }
}
