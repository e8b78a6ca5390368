import type { Lattice, UnmixingCalibration } from "../../numerics/parallel/index.ts";
import { counted } from "../../text/index.ts";

/** How images are unfolded, for the client and for `larmor explain`. */
export function unmixingText(
  { acceleration, shift }: Lattice,
  { block, destinations, grappa }: UnmixingCalibration,
): string {
  const caipirinha = shift === 0 ? "" : `, CAIPIRINHA shift ${shift}`;
  const lines = block.e2 > 1 ? `${block.e1} × ${counted(block.e2, "line")}` : counted(block.e1, "line");
  const kernel = grappa === undefined ? "" : `, kernel ${grappa.kernel.size.join(" × ")}`;
  return (
    `undersampled by ${acceleration.join(" × ")}${caipirinha}: unfolded in image space by GRAPPA${kernel}, calibration ` +
    `of ${lines}, ${destinations} of ${counted(block.coils, "coil")} combined`
  );
}
