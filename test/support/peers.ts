import { execFileSync, spawnSync } from "node:child_process";

/** Other implementations, used as judges where they are installed. */

/** Whether a program is on the path. */
export function hasCommand(name: string): boolean {
  return spawnSync("sh", ["-c", `command -v "$1"`, "sh", name]).status === 0;
}

let python: string | null | undefined;

/** A Python interpreter that has h5py and numpy, or `undefined`: Debian's packages serve only `/usr/bin/python3`. */
export function findPython(): string | undefined {
  python ??=
    ["/usr/bin/python3", "python3"].find((name) => spawnSync(name, ["-c", "import h5py, numpy"]).status === 0) ?? null;
  return python ?? undefined;
}

/**
 * Runs a Python script with h5py and numpy at hand and returns what it printed.
 * @throws Error with the script's traceback if it fails
 */
export function runPython(script: string, args: readonly string[] = []): string {
  const interpreter = findPython();
  if (interpreter === undefined) throw new Error("no Python with h5py and numpy is installed");
  return execFileSync(interpreter, ["-c", script, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
}

/**
 * Why a test must be skipped, for `describe.skipIf`: the first of the needs that is not installed, or `undefined`.
 * `"python"` means Python with h5py and numpy; anything else is a command.
 */
export function skipReason(...needs: readonly string[]): string | undefined {
  const missing = needs.find((need) => (need === "python" ? findPython() === undefined : !hasCommand(need)));
  if (missing === undefined) return undefined;
  return missing === "python" ? "Python with h5py and numpy is not installed" : `${missing} is not installed`;
}
