import type { Encoding } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { Kernel, WeightsChoice } from "./grappa-kernels.ts";
import type { UndersampledImage } from "./unfolding-plan.ts";

const weightsText: Record<WeightsChoice, string> = {
  newest: "weights of each calibration that comes",
  first: "weights of the first calibration",
  ready: "weights that are known when the lines have come",
};

/** What is unfolded, and how, for the client and for `larmor explain`. */
export function unfoldingText(
  { lattice }: UndersampledImage,
  { calibration, mode }: Kernel,
  choice: WeightsChoice,
): string {
  const { acceleration, shift } = lattice;
  const { block, kernel, lambda } = calibration;
  const caipirinha = shift === 0 ? "" : `, CAIPIRINHA shift ${shift}`;
  const volume = block.e2 > 1 ? `${block.e1} × ${counted(block.e2, "line")}` : counted(block.e1, "line");
  const where = {
    embedded: "embedded ",
    separate: "separate ",
    external: "external ",
    interleaved: "interleaved ",
    none: "",
  }[mode];
  return (
    `undersampled by ${acceleration.join(" × ")}${caipirinha}: unfolded by GRAPPA, kernel ${kernel.size.join(" × ")}, ` +
    `${where}calibration of ${volume} of ${counted(block.e0, "sample")}, λ ${lambda ?? "by the noise"}, ${weightsText[choice]}`
  );
}

/**
 * Where the header's acceleration and the lines disagree. With a CAIPIRINHA shift, the same lattice has several
 * descriptions, so only the product of the factors is compared.
 */
export function headerDisagreement(
  { lattice }: UndersampledImage,
  parallelImaging: Encoding["parallelImaging"],
): string | undefined {
  const factor = parallelImaging?.accelerationFactor;
  const stated = [factor?.kspaceEncodingStep1 ?? 1, factor?.kspaceEncodingStep2 ?? 1] as const;
  const { acceleration, shift } = lattice;
  const agrees =
    shift === 0
      ? stated.every((each, axis) => each === acceleration[axis])
      : stated[0] * stated[1] === acceleration[0] * acceleration[1];
  if (agrees) return undefined;
  const says = factor === undefined ? "has no accelerationFactor" : `accelerationFactor is ${stated.join(" × ")}`;
  return (
    `the header${factor === undefined ? ` ${says}` : `'s ${says}`}, but the lines that came are undersampled by ` +
    `${acceleration.join(" × ")}: the lines count`
  );
}
