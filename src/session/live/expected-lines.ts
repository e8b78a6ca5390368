import type { MrdHeader } from "../../mrd/index.ts";

/**
 * Number of lines that a measurement will have, by the limits of its header: the product of the ranges of all counters.
 * @returns `undefined` if the header does not determine it: without limits, with undersampling, or with several
 *   encodings
 */
export function expectedLines(header: MrdHeader | undefined): number | undefined {
  const [encoding, ...others] = header?.encoding ?? [];
  if (encoding === undefined || others.length > 0) return undefined;
  const { encodingLimits: limits, parallelImaging } = encoding;
  const { kspaceEncodingStep1: r1 = 1, kspaceEncodingStep2: r2 = 1 } = parallelImaging?.accelerationFactor ?? {};
  if (limits.kspaceEncodingStep1 === undefined || r1 > 1 || r2 > 1) return undefined;
  const { kspaceEncodingStep1, kspaceEncodingStep2, average, slice, contrast, phase, repetition, set } = limits;
  return [kspaceEncodingStep1, kspaceEncodingStep2, average, slice, contrast, phase, repetition, set].reduce(
    (product, limit) => product * (limit === undefined ? 1 : Math.max(1, limit.maximum - limit.minimum + 1)),
    1,
  );
}
