import { join } from "node:path";
import { MrdFileWriter, StorageError } from "../../formats/mrd-hdf5/index.ts";
import { numbered } from "./file-name.ts";

/**
 * Creates a new MRD file, readable by its owner only, even if servers that share a folder create one in the same
 * second.
 */
export async function createUnique(folder: string, name: string): Promise<MrdFileWriter> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await MrdFileWriter.create(join(folder, numbered(name, ".h5", attempt)), {
        existing: "refuse",
        mode: 0o600,
      });
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== "file-exists") throw error;
    }
  }
}
