import type { TellLevel } from "./define.ts";
import type { KSpace } from "./k-space.ts";

/** Counts what became of a measurement's lines, so that nothing is dropped or averaged in silence. */
export class PlacementReport {
  #kSpaces = 0;
  #incomplete = 0;
  #lines = 0;
  #averaged = 0;
  #dropped = 0;
  #unusedReference = 0;

  add({ counts, dropped, acceleration, e1, shape }: KSpace): void {
    let acquired = 0;
    for (const count of counts) {
      if (count > 0) acquired += 1;
      if (count > 1) this.#averaged += 1;
    }
    for (const readouts of dropped) this.#dropped += readouts;
    this.#lines += counts.length;
    this.#kSpaces += 1;
    // Volumes may lack their corners and undersampled k-space most of its lines, as they should.
    const full = shape.e2 === 1 && acceleration[0] === 1;
    if (full && acquired < (e1.last - e1.first + 1) * shape.n * shape.s * shape.slices) this.#incomplete += 1;
  }

  addUnusedReference(readouts: number): void {
    this.#unusedReference += readouts;
  }

  tell(tell: (level: TellLevel, text: string) => void): void {
    if (this.#dropped > 0)
      tell("warning", `${this.#dropped} readouts lie outside the encoded matrix and were left out`);
    if (this.#incomplete > 0) {
      const kSpaces = `${this.#incomplete} of ${this.#kSpaces} k-spaces`;
      tell("warning", `${kSpaces} lack lines that the header announces; those are zero`);
    }
    if (this.#averaged > 0) tell("info", `${this.#averaged} of ${this.#lines} lines were acquired more than once`);
    if (this.#unusedReference > 0)
      tell("warning", `${this.#unusedReference} reference readouts match no image and are not used`);
  }
}
