import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Figure } from "./bench.ts";

/** ISMRMRD's offline reconstruction (Debian: ismrmrd-tools). */
export const reconstruction = "ismrmrd_recon_cartesian_2d";

const own = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Run time of the reconstruction of a file as a whole process, in seconds. It writes into the file, so it gets a copy.
 */
export function timeReconstruction(path: string): number | undefined {
  const copy = `${path}.copy`;
  copyFileSync(path, copy);
  try {
    return timed(reconstruction, [copy]);
  } finally {
    rmSync(copy);
  }
}

/** Figures in seconds, compared with the time of another program, if that was measured. */
export function figuresBeside(other: number | undefined): (name: string, larmor: number) => Figure {
  return (name, larmor) => ({
    name,
    larmor,
    unit: "s",
    ...(other !== undefined && { other, ratio: other / larmor }),
  });
}

/**
 * Seconds for one core, in C: the transforms of a case's images by FFTW, or a copy of as many bytes.
 * @returns `undefined` if a compiler or FFTW is missing (Debian: gcc, libfftw3-dev)
 */
export function timeLimits(repetitions: number, coils: number, matrix: number) {
  const folder = mkdtempSync(join(tmpdir(), "larmor-limit-"));
  try {
    const program = join(folder, "limit");
    execFileSync("gcc", ["-O3", "-march=native", own("limit.c"), "-o", program, "-lfftw3f", "-lm"], {
      stdio: "ignore",
    });
    const output = execFileSync(program, [repetitions, coils, matrix].map(String), { encoding: "utf8" });
    return JSON.parse(output) as { readonly transforms: number; readonly copies: number };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** h5py writing and reading the same amount of data, in batches. @returns `undefined` if it is not installed */
export function timeH5py(path: string, megabytes: number): { write: number; read: number } | undefined {
  try {
    const output = execFileSync("/usr/bin/python3", [own("h5py-batches.py"), path, String(megabytes)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

/** Run time of a command in seconds, or `undefined` if it is not installed. */
export function timed(command: string, args: readonly string[]): number | undefined {
  const started = performance.now();
  try {
    execFileSync(command, args, { stdio: "ignore" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return (performance.now() - started) / 1000;
}
