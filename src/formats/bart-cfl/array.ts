import { existsSync, readFileSync } from "node:fs";
import { FileParts } from "../raw/index.ts";
import { SourceError } from "../source/index.ts";

/** BART's names of the dimensions of an array, fastest first (its src/misc/mri.h). */
export const dimensionNames = [
  "READ",
  "PHS1",
  "PHS2",
  "COIL",
  "MAPS",
  "TE",
  "COEFF",
  "COEFF2",
  "ITER",
  "CSHIFT",
  "TIME",
  "TIME2",
  "LEVEL",
  "SLICE",
  "AVG",
  "BATCH",
] as const;
export type DimensionName = (typeof dimensionNames)[number];

const BYTES = 8;

/** Path without its ending: BART names an array by it. */
export function baseName(path: string): string {
  return path.replace(/\.(cfl|hdr)$/i, "");
}

/** Extents of a header file; `undefined` if it is not one of BART's. */
export function extentsOf(header: string): readonly number[] | undefined {
  const [, line] = header.match(/^# Dimensions\s*\n([\d ]+)/m) ?? [];
  const extents = line?.trim().split(/\s+/).map(Number);
  return extents?.every((extent) => Number.isSafeInteger(extent) && extent > 0) ? extents : undefined;
}

/** An array of complex floats in a file: `name.hdr` has its dimensions, `name.cfl` its values. */
export class BartArray {
  readonly #file: FileParts;
  readonly #strides: ReadonlyMap<DimensionName, number>;
  readonly #extents: readonly number[];

  /** @throws SourceError `malformed`, `not-found` */
  constructor(path: string) {
    const [header, values] = [".hdr", ".cfl"].map((ending) => baseName(path) + ending) as [string, string];
    for (const file of [header, values])
      if (!existsSync(file)) throw new SourceError("not-found", `${path} is an array of BART, and there is no ${file}`);
    const extents = extentsOf(readFileSync(header, "latin1"));
    if (extents === undefined)
      throw new SourceError("malformed", `${header} has no line of dimensions after '# Dimensions'`);
    this.#extents = dimensionNames.map((_, i) => extents[i] ?? 1);
    const beyond = extents.slice(dimensionNames.length).find((extent) => extent !== 1);
    if (beyond !== undefined)
      throw new SourceError("unsupported", `${header} has more than ${dimensionNames.length} dimensions`);
    let stride = 1;
    this.#strides = new Map(
      dimensionNames.map((name, i) => {
        const own = stride;
        stride *= this.#extents[i]!;
        return [name, own];
      }),
    );
    this.#file = new FileParts(values);
  }

  get path(): string {
    return this.#file.path;
  }

  extent(name: DimensionName): number {
    return this.#extents[dimensionNames.indexOf(name)]!;
  }

  /** Bytes that the header announces, and the size of the file. */
  get sizes(): { readonly announced: number; readonly stored: number } {
    const announced = this.#extents.reduce((product, extent) => product * extent, BYTES);
    return { announced, stored: this.#file.size };
  }

  /** Byte of an element, by its indices along some dimensions. */
  offset(at: Partial<Record<DimensionName, number>>): number {
    return Object.entries(at).reduce(
      (sum, [name, index]) => sum + index * this.#strides.get(name as DimensionName)! * BYTES,
      0,
    );
  }

  /** Values from an element on; `undefined` if the file ends before. */
  values(at: Partial<Record<DimensionName, number>>, count: number): Float32Array | undefined {
    const values = new Float32Array(2 * count);
    return this.#file.read(new Uint8Array(values.buffer), this.offset(at)) ? values : undefined;
  }

  close(): void {
    this.#file.close();
  }
}
