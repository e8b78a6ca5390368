import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { MrdFile } from "../formats/mrd-hdf5/index.ts";
import type { LogLevel } from "../gadget-api/index.ts";
import { describeIncomplete } from "./open-measurement.ts";

/** A file that may be read as MRD. */
interface MrdPath {
  /** The file itself if it is MRD; otherwise a temporary one, which is deleted when the process ends. */
  readonly path: string;
  /** Whether all of it could be read. */
  readonly isComplete: boolean;
}

/**
 * Converts a file of another format to a temporary one, for commands that look at a measurement again and again.
 * @param report what the other format lacks
 * @throws StorageError as `MrdFile.open` for what no reader knows; SourceError, or an error of the format
 */
async function asMrd(path: string, report: (level: LogLevel, text: string) => void): Promise<MrdPath> {
  try {
    (await MrdFile.open(path)).close();
    return { path, isComplete: true };
  } catch (error) {
    const { isReadable } = await import("./formats.ts");
    if (!(await isReadable(path))) throw error;
  }
  const folder = mkdtempSync(join(tmpdir(), "larmor-as-mrd-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const { convertFile } = await import("./convert-file.ts");
  const target = join(folder, `${basename(path).replace(/(\.nii)?\.[^.]*$/, "") || "scan"}.h5`);
  const isComplete = await convertFile(path, target, { overwrite: false, measurement: "all" }, (level, text) => {
    if (level === "warning" || level === "error") report(level, text);
  });
  // Without a listener, a signal ends the process immediately, and the temporary file stays.
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(status));
  return { path: target, isComplete };
}

/** As `asMrd`, for commands: what is missing goes to the error output, and damage sets the exit status. */
export async function asMrdForCommand(path: string): Promise<string> {
  const found = await asMrd(path, (level, text) => console.error(`${level}: ${text}`));
  if (!found.isComplete) {
    console.error(describeIncomplete(path));
    process.exitCode = 1;
  }
  return found.path;
}
