import { closeSync, openSync, readSync, statSync } from "node:fs";
import { describeHdf5Damage, identify } from "../identify/index.ts";
import { StorageError } from "./errors.ts";

const SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Checks that a file has HDF5's signature: at 0, 512, 1024, 2048 …, since a file may start with a user block.
 * @throws StorageError `not-found`; `not-hdf5`, which says what the file is; `read-failed`
 */
export function checkSignature(path: string): void {
  const file = openExisting(path);
  try {
    if (hasSignature(file)) return;
  } catch (error) {
    throw new StorageError("read-failed", `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  } finally {
    closeSync(file);
  }
  const format = identify(path);
  throw new StorageError(
    "not-hdf5",
    format === undefined
      ? `${path} is not an HDF5 file, as MRD files are`
      : `${path} is ${format.name}, not MRD: ${format.advice}`,
  );
}

/** The error for a file that has the signature, and that HDF5 cannot open. */
export function cannotOpen(path: string): StorageError {
  const { name, advice } = describeHdf5Damage(path);
  return new StorageError("not-hdf5", `${path} is ${name}: ${advice}`);
}

function hasSignature(file: number): boolean {
  const signature = Buffer.alloc(SIGNATURE.length);
  for (
    let at = 0;
    readSync(file, signature, 0, signature.length, at) === signature.length;
    at = at === 0 ? 512 : 2 * at
  ) {
    if (signature.equals(SIGNATURE)) return true;
  }
  return false;
}

function openExisting(path: string): number {
  try {
    if (!statSync(path).isFile()) throw notAFile(path); // to open a pipe would wait for its writer
    return openSync(path, "r");
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const message = missing ? `there is no file ${path}` : `${path} cannot be read: ${(error as Error).message}`;
    throw new StorageError(missing ? "not-found" : "read-failed", message, { cause: error });
  }
}

function notAFile(path: string): StorageError {
  const { name, advice } = identify(path)!;
  return new StorageError("read-failed", `${path} is ${name}, not an MRD file: ${advice}`);
}
