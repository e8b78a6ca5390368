import type { ImageAttributes } from "../../gadget-api/index.ts";
import type { MrdHeader } from "../../mrd/index.ts";

/**
 * Echo, repetition and inversion time in ms, and flip angle in degrees, under DICOM's names. A header has one value for
 * all contrasts, or one for each; what it does not say is left out.
 */
export function sequenceAttributes(header: MrdHeader | undefined, contrast: number): ImageAttributes {
  const { te = [], tr = [], ti = [], flipAngleDeg = [] } = header?.sequenceParameters ?? {};
  const named = { EchoTime: te, RepetitionTime: tr, InversionTime: ti, FlipAngle: flipAngleDeg };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, values]) => {
      const value = values.length === 1 && name !== "EchoTime" ? values[0] : values[contrast];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
