import { readFile, writeFile } from "node:fs/promises";
import { BartError } from "./errors.ts";

/** An array as BART keeps it, in a pair of files: `name.hdr` with its dimensions, `name.cfl` with its complex numbers. */
export interface CflArray {
  /** Fastest first. */
  readonly dimensions: readonly number[];
  /** Complex, interleaved. */
  readonly data: Float32Array;
}

/** @param path without the extension */
export async function writeCfl(path: string, { dimensions, data }: CflArray): Promise<void> {
  await writeFile(`${path}.hdr`, `# Dimensions\n${dimensions.join(" ")}\n`);
  await writeFile(`${path}.cfl`, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/**
 * @param path without the extension
 * @throws BartError `bad-result` if the files are not there, or contradict each other
 */
export async function readCfl(path: string): Promise<CflArray> {
  const [header, bytes] = await Promise.all([readFile(`${path}.hdr`, "utf8"), readFile(`${path}.cfl`)]).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "ENOENT") throw cause;
      throw new BartError("bad-result", "BART's commands wrote no result", { cause });
    },
  );
  // Other sections may follow: the command, and the files that it read.
  const line = /^# Dimensions\s*\n([\d ]+)/m.exec(header)?.[1] ?? "";
  const dimensions = line.trim().split(/ +/).map(Number);
  const length = 8 * dimensions.reduce((product, size) => product * size, 1);
  if (line === "" || length !== bytes.length) {
    throw new BartError("bad-result", `BART's result has ${bytes.length} bytes, but its dimensions are '${line}'`);
  }
  const data = new Float32Array(2 * (length / 8));
  new Uint8Array(data.buffer).set(bytes);
  return { dimensions, data };
}
