import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Third-party implementations, used as references if they are installed. */

/** Whether a program is on the PATH. */
export function hasCommand(name: string): boolean {
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`; // mke2fs is only on root's PATH
  return spawnSync("sh", ["-c", `command -v "$1"`, "sh", name], { env: { ...process.env, PATH } }).status === 0;
}

let python: string | null | undefined;

/** A Python interpreter with h5py and numpy, or `undefined`. Debian's packages are for `/usr/bin/python3` only. */
export function findPython(): string | undefined {
  python ??=
    ["/usr/bin/python3", "python3"].find((name) => spawnSync(name, ["-c", "import h5py, numpy"]).status === 0) ?? null;
  return python ?? undefined;
}

/**
 * Runs a Python script that may use h5py and numpy.
 * @returns its output
 * @throws Error with the script's traceback if it fails
 */
export function runPython(script: string, args: readonly string[] = []): string {
  const interpreter = findPython();
  if (interpreter === undefined) throw new Error("no Python with h5py and numpy is installed");
  return execFileSync(interpreter, ["-c", script, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
}

/** Debian packages whose names differ from those of their commands or files. */
const packages: Readonly<Record<string, string>> = {
  "g++": "g++",
  h5dump: "hdf5-tools",
  ismrmrd_generate_cartesian_shepp_logan: "ismrmrd-tools",
  ismrmrd_recon_cartesian_2d: "ismrmrd-tools",
  mke2fs: "e2fsprogs",
  python: "python3-h5py or python3-numpy",
  setsid: "util-linux",
  "systemd-analyze": "systemd",
  xmllint: "libxml2-utils",
  dciodvfy: "dicom3tools",
  dcmftest: "dcmtk",
  gdcminfo: "libgdcm-tools",
  "/usr/lib/python3/dist-packages/pydicom": "python3-pydicom",
  "/usr/lib/python3/dist-packages/nibabel": "python3-nibabel",
  "/usr/lib/python3/dist-packages/PIL": "python3-pil",
  "/usr/include/ismrmrd/xml.h": "libismrmrd-dev",
  "/usr/share/ismrmrd/schema/ismrmrd.xsd": "ismrmrd-schema",
};

/**
 * Why a test must be skipped, for `describe.skipIf`: the first of the needs that is not installed, or `undefined`.
 * @param needs `"python"` is Python with h5py and numpy, a path is a file, anything else is a command
 */
export function skipReason(...needs: readonly string[]): string | undefined {
  const isThere = (need: string) => {
    if (need === "python") return findPython() !== undefined;
    return need.startsWith("/") ? existsSync(need) : hasCommand(need);
  };
  const missing = needs.find((need) => !isThere(need));
  return missing === undefined ? undefined : `${packages[missing] ?? missing} is not installed`;
}

/**
 * The title of a test that may be skipped. The closing line of a run counts skipped tests by the reasons in their
 * titles.
 */
export function withReason(title: string, reason: string | undefined): string {
  return reason === undefined ? title : `${title} (skipped: ${reason})`;
}

/** Why tests that inspect processes must be skipped. Reasons that start with "this system" do not fail CI. */
export const noProcessFiles = existsSync("/proc/self/fd") ? undefined : "this system has no /proc";
