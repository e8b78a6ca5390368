import { open, readFile, stat, writeFile } from "node:fs/promises";
import { counted } from "../../text/index.ts";
import { BartError } from "./errors.ts";

/** An array in BART's format, a pair of files: `name.hdr` with its dimensions, `name.cfl` with its complex values. */
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
 * @param maxBytes maximum size of the values
 * @throws BartError `bad-result` if the files are missing, contradict each other, or are larger
 */
export async function readCfl(path: string, maxBytes: number): Promise<CflArray> {
  const [header, { size }] = await Promise.all([readFile(`${path}.hdr`, "utf8"), stat(`${path}.cfl`)]).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "ENOENT") throw cause;
      throw new BartError("bad-result", "BART's commands wrote no result", { cause });
    },
  );
  // Other sections may follow: the command, and the files that it read.
  const line = /^# Dimensions\s*\n([\d ]+)/m.exec(header)?.[1] ?? "";
  const dimensions = line.trim().split(/ +/).map(Number);
  const length = 8 * dimensions.reduce((product, size) => product * size, 1);
  if (line === "" || length !== size) {
    throw new BartError(
      "bad-result",
      `BART's result has ${counted(size, "byte")}, but its dimensions are '${line.trim()}'`,
    );
  }
  if (size > maxBytes) {
    const limit = `more than the limit of ${maxBytes}; raise a server's --session-memory`;
    throw new BartError("bad-result", `BART's result has ${counted(size, "byte")}, ${limit}`);
  }
  const data = new Float32Array(size / Float32Array.BYTES_PER_ELEMENT);
  const file = await open(`${path}.cfl`);
  try {
    for (let at = 0; at < size; at += (await file.read(new Uint8Array(data.buffer, at))).bytesRead);
  } finally {
    await file.close();
  }
  return { dimensions, data };
}
