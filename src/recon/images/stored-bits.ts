import type { GadgetContext } from "../../gadget-api/index.ts";
import { DataType, userParameter } from "../../mrd/index.ts";

const MOST_BITS = 31;

/**
 * The maximum pixel value, 2^bits − 1, where bits is the header's user parameter `BitsStored`.
 * @param bits used if the header has no such parameter
 */
export function maximumStored(context: Pick<GadgetContext, "header">, bits: number): number {
  const { header } = context;
  const stored = Number(header && userParameter(header, "BitsStored"));
  const valid = Number.isInteger(stored) && stored >= 1 && stored <= MOST_BITS;
  return 2 ** (valid ? stored : bits) - 1;
}

/** Integer pixels for a range of values: short if sufficient, as in FIRE's modules. */
export function integerPixels(
  count: number,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): { readonly dataType: DataType; readonly pixels: Int16Array | Uint16Array | Int32Array } {
  if (maximum <= 0x7fff && minimum >= -0x8000) return { dataType: DataType.short, pixels: new Int16Array(count) };
  if (maximum <= 0xffff && minimum >= 0) return { dataType: DataType.ushort, pixels: new Uint16Array(count) };
  return { dataType: DataType.int, pixels: new Int32Array(count) };
}
