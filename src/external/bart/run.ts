import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describeEnd, Workplace } from "../../processes/index.ts";
import { counted } from "../../text/index.ts";
import { readCfl, writeCfl } from "./cfl.ts";
import { type Sizes, toDimensions, toSizes } from "./dimensions.ts";
import { BartError } from "./errors.ts";
import type { BartPlan } from "./plan.ts";

/** K-space or images, with Larmor's axes. */
export interface BartArray {
  readonly sizes: Sizes;
  /** `[slices][s][n][coils][z][y][x]` complex. */
  readonly data: Float32Array;
}

const PROGRAM = "bart";

/** @throws BartError `not-installed` */
export function requireBart(): void {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  if (folders.some((folder) => isExecutable(join(folder, PROGRAM)))) return;
  throw new BartError(
    "not-installed",
    "the program 'bart' is not on the PATH; install BART: `apt-get install bart`, or https://mrirecon.github.io/bart",
  );
}

export interface BartRunOptions {
  /** Cores that BART may use, unless the environment sets `OMP_NUM_THREADS`. */
  readonly threads: number;
  /** Maximum size of a result. */
  readonly maxBytes: number;
  /** Maximum size of all files together. */
  readonly maxDiskBytes: number;
  /** Ends the running command. */
  readonly signal: AbortSignal;
}

/**
 * Runs commands on an array, in a private folder that is removed afterwards.
 * @param reference the parallel-imaging reference, for plans that read it
 * @returns the contents of `{out}`
 * @throws BartError `failed`, `bad-result`, `too-large`; ProgramError; the system's error if the disk is full
 */
export async function runBart(
  { commands }: BartPlan,
  input: BartArray,
  reference: BartArray | undefined,
  { threads, maxBytes, maxDiskBytes, signal }: BartRunOptions,
): Promise<BartArray> {
  signal.throwIfAborted();
  const workplace = await Workplace.open({ maxBytes: maxDiskBytes });
  const stop = () => workplace.close();
  signal.addEventListener("abort", stop);
  const environment = { OMP_NUM_THREADS: process.env.OMP_NUM_THREADS ?? String(threads) };
  const file = (name: string) => join(workplace.folder, name);
  const write = (name: string, { sizes, data }: BartArray) =>
    writeCfl(file(name), { dimensions: toDimensions(sizes), data });
  try {
    await write("in", input);
    if (reference !== undefined) await write("reference", reference);
    for (const command of commands) {
      signal.throwIfAborted();
      const program = await workplace.start([PROGRAM, ...command], { environment });
      const exit = await program.ended;
      if (workplace.isTooLarge) {
        const limit = `${counted(maxDiskBytes, "byte")}, which is the limit; raise a server's --session-memory`;
        throw new BartError("too-large", `'${[PROGRAM, ...command].join(" ")}' wrote files of more than ${limit}`);
      }
      if (exit.code !== 0) {
        const end = describeEnd(exit, program.lastLines);
        throw new BartError("failed", `'${[PROGRAM, ...command].join(" ")}' ${end}`);
      }
    }
    const { dimensions, data } = await readCfl(file("out"), maxBytes);
    return { sizes: toSizes(dimensions), data };
  } finally {
    signal.removeEventListener("abort", stop);
    workplace.close();
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
