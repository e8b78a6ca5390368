import { counted } from "../../text/index.ts";
import type { SensePlan } from "./plan.ts";

/** What is unfolded, and how, for the client and for `larmor explain`: one text for each kind of image. */
export function senseTexts({ buffer, entries, images }: SensePlan, lambda: number, iterations: number): string[] {
  const { e1, e2 } = buffer.imaging.shape;
  const lines = (first: number, second: number) =>
    e2 > 1 ? `${first} × ${counted(second, "line")}` : counted(first, "line");
  const texts = images.flatMap(({ maps, mask, lattice }) => {
    const acquired = mask.reduce((sum, line) => sum + line, 0);
    if (acquired === 0) return [];
    const { shape } = entries[maps]!.block;
    const by = `maps of a calibration of ${lines(shape.e1, shape.e2)} of ${counted(shape.e0, "sample")}`;
    if (lattice?.acceleration.every((factor) => factor === 1)) return [`complete: combined by coil ${by}`];
    const shift = lattice === undefined || lattice.shift === 0 ? "" : `, CAIPIRINHA shift ${lattice.shift}`;
    const how =
      lattice === undefined
        ? `${acquired} of ${counted(e1 * e2, "line")}: unfolded by SENSE, conjugate gradients of at most ` +
          counted(iterations, "iteration")
        : `undersampled by ${lattice.acceleration.join(" × ")}${shift}: unfolded by SENSE, directly`;
    return [`${how}, λ ${lambda}, coil ${by}`];
  });
  return [...new Set(texts)];
}
