import { join } from "node:path";
import { MrdFileWriter, StorageError } from "../../formats/mrd-hdf5/index.ts";
import { numbered } from "./file-name.ts";

/** Begins an MRD file of its own, for its owner alone, even where servers that share a folder begin one in the same second. */
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
