import { existsSync, statSync } from "node:fs";
import { type FileStart, identify, readStart } from "../formats/identify/index.ts";
import { mrdSink, mrdSource } from "../formats/mrd-hdf5/index.ts";
import { mrd2Sink } from "../formats/mrd2/index.ts";
import { type SinkFormat, SourceError, type SourceFormat } from "../formats/source/index.ts";
import { imageSinks, imageSources } from "./image-formats.ts";
import { rawSources } from "./raw-formats.ts";

/** All formats that are read, in the order in which they are tried. */
export const sourceFormats: readonly SourceFormat[] = [...rawSources, mrdSource, ...imageSources];

/** All formats that are written. */
export const sinkFormats: readonly SinkFormat[] = [mrdSink, mrd2Sink, ...imageSinks];

/**
 * The format of a file or a folder, by its content.
 * @throws SourceError `not-found`, `not-readable`; NodeJS.ErrnoException if it cannot be read
 */
export async function sourceFormatOf(path: string): Promise<SourceFormat> {
  const format = await recognised(startOf(path));
  if (format !== undefined) return format;
  const identified = identify(path);
  const readable = sourceFormats.map(({ name }) => name).join(", ");
  throw new SourceError(
    "not-readable",
    identified === undefined
      ? `${path} has an unknown format; readable are ${readable}`
      : `${path} is ${identified.name}: ${identified.advice}`,
  );
}

/** Whether a file or a folder exists, and has a format other than MRD that is read. */
export async function isReadable(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const format = await recognised(readStart(path));
  return format !== undefined && format !== mrdSource;
}

/** The format of a file or a folder, if it is readable. */
export async function recognised(start: FileStart): Promise<SourceFormat | undefined> {
  for (const format of sourceFormats) if (await format.recognises(start)) return format;
  return undefined;
}

/**
 * The format of a file to write, by its ending; the longest one counts.
 * @throws SourceError `not-writable`
 */
export function sinkFormatOf(path: string): SinkFormat {
  const endings = sinkFormats.flatMap((format) => format.endings.map((ending) => ({ ending, format })));
  const name = isFolder(path) && !path.endsWith("/") ? `${path}/` : path.toLowerCase();
  const matching = endings.filter(({ ending }) => name.endsWith(ending));
  const [longest] = matching.toSorted((a, b) => b.ending.length - a.ending.length);
  if (longest !== undefined) return longest.format;
  const writable = endings.map(({ ending }) => ending).join(", ");
  throw new SourceError("not-writable", `${path} must end in one of ${writable}, which selects its format`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function startOf(path: string): FileStart {
  try {
    return readStart(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new SourceError("not-found", `there is no file or folder ${path}`, { cause: error });
  }
}
