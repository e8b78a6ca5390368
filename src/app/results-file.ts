import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import {
  groupPath,
  MrdFileWriter,
  StorageError,
  type StoredMessage,
  type WriteSummary,
} from "../formats/mrd-hdf5/index.ts";
import type { DicomInstance } from "../mrd/index.ts";
import { counted } from "../text/index.ts";
import { DicomFolder } from "./dicom-folder.ts";
import { CommandError } from "./errors.ts";
import type { Results, ResultsOptions, ResultsSummary } from "./results.ts";

/** Endings of MRD files, and names without one. */
const mrdNames = /(\.(h5|hdf5|mrd|ismrmrd)|(^|\/)[^./]+)$/i;

/** Whether results of that name are a group of an MRD file: by its ending, or because it has none. */
export function isMrdName(path: string): boolean {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  return !isFolder && mrdNames.test(path);
}

/**
 * Opens a file for results in the format of its ending; without one, it is MRD.
 * @param input what they are made from
 * @throws as {@link ResultsFile.at}; SourceError `not-writable`, `file-exists`; CommandError `wrong-options`
 */
export async function resultsAt(path: string, options: ResultsOptions, input: string): Promise<Results> {
  if (isMrdName(path)) return ResultsFile.at(path, options);
  requireOtherFile(input, path);
  const [{ sinkFormatOf }, { ConvertedResults }] = await Promise.all([
    import("./formats.ts"),
    import("./converted-results.ts"),
  ]);
  const format = sinkFormatOf(path);
  checkFolder(path);
  return new ConvertedResults(path, format, options);
}

/** The group of a file for results. It is created with the first result: a failure before that leaves no group. */
export class ResultsFile implements Results {
  readonly #path: string;
  readonly #options: ResultsOptions;
  #writer: MrdFileWriter | undefined;
  /** Set while early results are being written; rejected if the file can't be written. */
  #opening: Promise<void> | undefined;
  readonly #early: StoredMessage[] = [];
  /** DICOM files among the results, in a folder next to the file. */
  readonly dicom: DicomFolder;

  private constructor(path: string, options: ResultsOptions) {
    this.#path = path;
    this.#options = options;
    this.dicom = new DicomFolder(`${path.replace(/\.[^./]*$/, "")}_dicom`);
  }

  /**
   * Checks whether results can be saved before they are computed. Writes nothing.
   * @throws StorageError `group-exists`, `not-hdf5`, `not-mrd`, `read-failed`, `write-failed`
   */
  static async at(path: string, options: ResultsOptions): Promise<ResultsFile> {
    checkFolder(path);
    await MrdFileWriter.check(path, options.group, options.overwrite ? "replace" : "add");
    return new ResultsFile(path, options);
  }

  append(message: StoredMessage | DicomInstance): boolean {
    if (message.kind === "dicom") {
      this.dicom.add(message);
      return true;
    }
    if (this.#opening === undefined && this.#writer !== undefined) {
      this.#writer.append(message);
      return true;
    }
    this.#early.push(message);
    this.#open();
    return false;
  }

  drained(): Promise<void> | undefined {
    return this.#opening;
  }

  async close({ evenIfEmpty }: { readonly evenIfEmpty: boolean }): Promise<WriteSummary | undefined> {
    if (evenIfEmpty && this.#writer === undefined) this.#open();
    try {
      await this.#opening;
    } finally {
      this.#writer?.close();
    }
    return this.#writer?.summary;
  }

  #open(): void {
    this.#opening ??= this.#create();
    this.#opening.catch(() => {}); // `drained` and `close` report it, but perhaps in a later turn of the event loop
  }

  async #create(): Promise<void> {
    const { group, header, overwrite } = this.#options;
    this.#writer = await MrdFileWriter.create(this.#path, { group, existing: overwrite ? "replace" : "add" });
    if (header !== undefined) this.#writer.writeHeader(header);
    for (const message of this.#early.splice(0)) this.#writer.append(message);
    this.#opening = undefined;
  }
}

/** What was saved, and where, as lines of text. */
export function describeResults({ path, group, acquisitions, waveforms, series, lines }: ResultsSummary): string[] {
  if (lines !== undefined) return [...lines];
  const counts = [
    counted(imagesIn(series), "image"),
    ...(acquisitions > 0 ? [counted(acquisitions, "readout")] : []),
    ...(waveforms > 0 ? [counted(waveforms, "waveform")] : []),
  ];
  return [
    ...series.map(({ name, count }) => `${counted(count, "image")} in series ${name}`),
    `results are in ${path}, group '${group}': ${counts.join(", ")}`,
  ];
}

/** What remains of work that did not end: `16 images are in big.h5`. */
export function describeRest(summary: ResultsSummary | undefined): string {
  const images = imagesIn(summary?.series ?? []);
  if (images === 0) return "there are no images yet";
  return `${counted(images, "image")} ${images === 1 ? "is" : "are"} in ${summary!.path}`;
}

function imagesIn(series: WriteSummary["series"]): number {
  return series.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Prevents that results replace the measurement that they are made from.
 * @throws CommandError `wrong-options`
 */
export function requireOtherGroup(
  input: { readonly path: string; readonly group: string },
  output: { readonly path: string; readonly group: string; readonly overwrite: boolean },
): void {
  if (!output.overwrite || !existsSync(output.path)) return;
  if (groupPath(input.group) !== groupPath(output.group)) return;
  if (realpathSync(input.path) !== realpathSync(output.path)) return;
  const message = `--overwrite would replace group ${input.group} of ${input.path}, which is read`;
  throw new CommandError("wrong-options", `${message}: choose another file with -o, or another group with -G`);
}

/**
 * Prevents that a file is converted to itself.
 * @throws CommandError `wrong-options`
 */
export function requireOtherFile(input: string, output: string): void {
  if (!existsSync(output) || realpathSync(input) !== realpathSync(output)) return;
  throw new CommandError("wrong-options", `${output} is the input: choose another file to write`);
}

function checkFolder(path: string): void {
  const folder = dirname(path);
  try {
    accessSync(`${folder}/.`, constants.W_OK); // the dot makes it fail for a file
  } catch (cause) {
    const message = `${path} cannot be written: there is no folder ${folder}, or it is not writable`;
    throw new StorageError("write-failed", message, { cause });
  }
}
