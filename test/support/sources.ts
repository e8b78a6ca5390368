import type { MeasurementSource, SourceFormat, SourceMessage, SourceOptions } from "../../src/formats/source/index.ts";
import { type Acquisition, type Image, type MrdHeader, parseHeader } from "../../src/mrd/index.ts";
import { reconstruct } from "./reconstruct.ts";

/** A file, read completely. */
export interface ReadFile {
  readonly source: MeasurementSource;
  readonly header: MrdHeader;
  readonly messages: readonly SourceMessage[];
  readonly readouts: readonly Acquisition[];
  /** Remarks as `level: text`. */
  readonly remarks: readonly string[];
}

/** Reads the first chosen measurement of a file, and closes all. */
export async function readFile(format: SourceFormat, path: string, options: SourceOptions = {}): Promise<ReadFile> {
  const sources = await format.open(path, options);
  const source = sources[0]!;
  const messages = [...source.messages()];
  for (const each of sources) each.close();
  const readouts = messages.filter((message) => message.kind === "acquisition");
  const remarks = source.remarks.map(({ level, text }) => `${level}: ${text}`);
  return { source, header: parseHeader(source.header!), messages, readouts, remarks };
}

/** The images that a chain makes of a file. */
export async function imagesOf(file: ReadFile, chain = "cartesian"): Promise<readonly Image[]> {
  return (await reconstruct(chain, file.header, file.messages)).images;
}

/** Pearson's correlation of two lists of values. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} values are compared with ${b.length}`);
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
