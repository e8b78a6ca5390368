import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describeEnd, Workplace } from "../program/index.ts";
import { type CflArray, readCfl, writeCfl } from "./cfl.ts";
import { BartError } from "./errors.ts";
import type { BartPlan } from "./plan.ts";

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

/**
 * Runs commands over an array, in a private folder that is gone afterwards.
 * @param reference the parallel-imaging reference; for plans that read it
 * @param signal ends what is running
 * @returns what stands in `{out}`
 * @throws BartError `failed`, `bad-result`; ProgramError; the system's error if the folder has no room
 */
export async function runBart(
  { commands }: BartPlan,
  input: CflArray,
  reference: CflArray | undefined,
  signal: AbortSignal,
): Promise<CflArray> {
  signal.throwIfAborted();
  const workplace = await Workplace.open();
  const stop = () => workplace.close();
  signal.addEventListener("abort", stop);
  const file = (name: string) => join(workplace.folder, name);
  try {
    await writeCfl(file("in"), input);
    if (reference !== undefined) await writeCfl(file("reference"), reference);
    for (const command of commands) {
      signal.throwIfAborted();
      const program = await workplace.start([PROGRAM, ...command]);
      const exit = await program.ended;
      if (exit.code !== 0) {
        const end = describeEnd(exit, program.lastWords);
        throw new BartError("failed", `'${[PROGRAM, ...command].join(" ")}' ${end}`);
      }
    }
    return await readCfl(file("out"));
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
