import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Compiles a program against ISMRMRD's C++ library.
 * @returns its path; `undefined` if the library's headers are not installed
 */
export function compileWithLibismrmrd(source: URL, directory: string): string | undefined {
  const program = join(directory, "program");
  const options = ["-o", program, "-lismrmrd", "-I/usr/include/hdf5/serial"];
  try {
    execFileSync("g++", [fileURLToPath(source), ...options], { stdio: "pipe" });
    return program;
  } catch (error) {
    if (String((error as { stderr?: Buffer }).stderr).includes("ismrmrd/dataset.h: No such file")) return undefined;
    throw error;
  }
}
