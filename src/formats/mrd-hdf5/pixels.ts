import type { Metadata } from "h5wasm/node";
import { DataType } from "../../mrd/index.ts";
import { TypeClass } from "./h5-file.ts";

/** The MRD data type of a dataset's elements, or `undefined` if MRD has none for them. */
export function dataTypeOf(metadata: Metadata): DataType | undefined {
  const { type, size, signed } = metadata;
  if (type === TypeClass.integer && size === 2) return signed ? DataType.short : DataType.ushort;
  if (type === TypeClass.integer && size === 4) return signed ? DataType.int : DataType.uint;
  if (type === TypeClass.float && size === 4) return DataType.float;
  if (type === TypeClass.float && size === 8) return DataType.double;
  if (type === TypeClass.compound && isComplexPair(metadata)) {
    return size === 8 ? DataType.complexFloat : size === 16 ? DataType.complexDouble : undefined;
  }
  return undefined;
}

/** Whether the elements of a dataset are pairs of 32-bit floats. */
export function isComplexFloat(metadata: Metadata): boolean {
  return dataTypeOf(metadata) === DataType.complexFloat;
}

/** `{real, imag}` as written by libismrmrd, `{r, i}` as written by h5py. */
function isComplexPair({ size, compound_type }: Metadata): boolean {
  const [real, imaginary, ...others] = compound_type?.members ?? [];
  if (real === undefined || imaginary === undefined || others.length > 0) return false;
  const half = size / 2;
  const isPart = (part: typeof real, names: readonly string[], offset: number) =>
    names.includes(part.name) &&
    part.type === TypeClass.float &&
    part.size === half &&
    part.offset === offset &&
    part.littleEndian;
  return isPart(real, ["real", "r"], 0) && isPart(imaginary, ["imag", "i"], half);
}
