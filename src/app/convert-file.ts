import { setImmediate } from "node:timers/promises";
import { TransposeFixer } from "../formats/image-series/index.ts";
import type { MeasurementSource, PictureOptions, Sink, SourceOptions } from "../formats/source/index.ts";
import type { LogLevel } from "../gadget-api/index.ts";
import { counted } from "../text/index.ts";
import { sinkFormatOf, sourceFormatOf } from "./formats.ts";
import { reportRemarks } from "./open-measurement.ts";
import { version } from "./package-root.ts";
import { referenceImages } from "./reference-images.ts";
import { requireOtherFile } from "./results-file.ts";
import { onInterruption } from "./terminal/interruption.ts";
import { Progress } from "./terminal/progress.ts";

export interface ConvertOptions extends SourceOptions {
  readonly overwrite: boolean;
  /** Group to write, in a file that has groups. */
  readonly outGroup?: string;
  /** Write enhanced DICOM. */
  readonly enhanced?: boolean;
  /** Transpose images that are transposed compared with their series. */
  readonly fixTransposed?: boolean;
  /** How pictures are made. */
  readonly pictures?: Omit<PictureOptions, "reference">;
  /** A file with images, and its group, that pictures are compared with. */
  readonly refFilename?: string;
  readonly refInGroup?: string;
}

/** How long messages are converted without a pause in which signals are handled. */
const PAUSE_MS = 50;

/**
 * Converts a file of any readable format to any writable one.
 * @param report what the user should know, line by line
 * @returns whether the file was complete; if not, everything before the damage was converted
 * @throws SourceError; errors of the formats, after what was converted until then was saved
 */
export async function convertFile(
  input: string,
  output: string,
  options: ConvertOptions,
  report: (level: LogLevel, text: string) => void,
): Promise<boolean> {
  const sinkFormat = sinkFormatOf(output);
  const sourceFormat = await sourceFormatOf(input);
  requireOtherFile(input, output);
  const sources = await sourceFormat.open(input, options);
  let isComplete = true;
  const { overwrite, outGroup: group, enhanced, refFilename, refInGroup } = options;
  try {
    const reference = refFilename && (await referenceImages(refFilename, { group: refInGroup }));
    const pictures = { ...options.pictures, ...(reference && { reference }) };
    for (const [index, source] of sources.entries()) {
      const target = { overwrite, group, enhanced, pictures, version, index, count: sources.length };
      const sink = await sinkFormat.open(output, source, target);
      const name = sources.length > 1 ? `measurement ${index + 1} of ${sources.length}, ${source.name}` : source.name;
      report("info", `converting ${name}`);
      await convertMeasurement(source, sink, report, options.fixTransposed ?? false);
      if (reportRemarks(source, report)) isComplete = false;
      for (const line of await sink.close()) report("info", line);
    }
  } finally {
    for (const source of sources) source.close();
  }
  return isComplete;
}

async function convertMeasurement(
  source: MeasurementSource,
  sink: Sink,
  report: (level: LogLevel, text: string) => void,
  fixTransposed: boolean,
): Promise<void> {
  const { total, unit } = source.progress;
  const progress = new Progress({ label: "converting", total, unit });
  const saved = async () => (await sink.close()).join("; ");
  const done = onInterruption(async () => {
    const { done: read, total: all, unit: what } = source.progress;
    return `${read} of ${counted(all, what)} converted; ${await saved()}`;
  });
  try {
    const fixer = fixTransposed ? new TransposeFixer() : undefined;
    let since = performance.now();
    for (const message of source.messages({ reuse: true })) {
      await sink.write(fixer !== undefined && message.kind === "image" ? fixer.fix(message) : message);
      if (performance.now() - since < PAUSE_MS) continue;
      progress.update(source.progress.done);
      await setImmediate();
      since = performance.now();
    }
  } catch (error) {
    report("warning", `the conversion failed; what was written before: ${await saved()}`);
    throw error;
  } finally {
    done();
    progress.stop();
  }
}
