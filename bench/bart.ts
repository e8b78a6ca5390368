import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Run time of a command of BART in seconds, or `undefined` if it is not installed. */
export function timedBart(folder: string, args: readonly string[]): number | undefined {
  try {
    return timed(() => execFileSync("bart", args, { cwd: folder, stdio: "ignore" }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes complex data as a file of BART. @param dimensions the fastest first */
export function writeCfl(folder: string, name: string, dimensions: readonly number[], data: Float32Array): void {
  writeFileSync(join(folder, `${name}.cfl`), data);
  writeFileSync(join(folder, `${name}.hdr`), `# Dimensions\n${dimensions.join(" ")}\n`);
}

/** Run time in seconds. */
export function timed(run: () => void): number {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
}
