import { isHdf5Start } from "../identify/index.ts";
import type {
  MeasurementSource,
  MessageCounts,
  SourceFormat,
  SourceMessage,
  SourceProgress,
  SourceRemark,
} from "../source/index.ts";
import { SourceError } from "../source/index.ts";
import { StorageError } from "./errors.ts";
import { inOrder } from "./measurement.ts";
import type { MrdGroup } from "./mrd-group.ts";
import { MrdFile } from "./reader.ts";

/** MRD 1 in HDF5, as a source of any command. */
export const mrdSource: SourceFormat = {
  name: "MRD 1 (ISMRMRD)",
  files: ".h5, .mrd",
  recognises: ({ bytes }) => isHdf5Start(bytes),
  async open(path, { measurement, group }) {
    const file = await MrdFile.open(path);
    try {
      const names = chosenGroups(path, file, measurement, group).map(({ name }) => name);
      return await Promise.all(names.map((name) => GroupSource.open(path, name)));
    } finally {
      file.close();
    }
  },
};

/** @throws SourceError `measurement-missing`; StorageError */
function chosenGroups(
  path: string,
  file: MrdFile,
  measurement: number | "all" | undefined,
  name: string | undefined,
): readonly MrdGroup[] {
  if (measurement === "all") return file.groups;
  if (measurement === undefined) return [file.group(name)];
  const group = file.groups[measurement - 1];
  if (group !== undefined) return [group];
  const names = file.groups.map((each, i) => `${i + 1}: ${each.name}`).join(", ");
  throw new SourceError("measurement-missing", `${path} has no measurement ${measurement}; it has ${names}`);
}

/** A group, read on demand. */
class GroupSource implements MeasurementSource {
  readonly #file: MrdFile;
  readonly #group: MrdGroup;
  readonly name: string;
  readonly attachments: ReadonlyMap<string, Uint8Array>;
  readonly remarks: SourceRemark[] = [];
  #done = 0;

  static async open(path: string, name: string): Promise<GroupSource> {
    const file = await MrdFile.open(path);
    return new GroupSource(file, file.group(name));
  }

  private constructor(file: MrdFile, group: MrdGroup) {
    this.#file = file;
    this.#group = group;
    this.name = group.name;
    const { config, configFile, configAdditional } = group;
    if (group.arrays.length > 0)
      this.remarks.push({ level: "warning", text: `arrays are not copied: ${group.arrays.join(", ")}` });
    const texts = Object.entries({
      config,
      config_file: configFile,
      configAdditional,
      ...Object.fromEntries(group.protocols),
    });
    this.attachments = new Map(
      texts.flatMap(([name, text]) => (text === undefined ? [] : [[name, new TextEncoder().encode(text)]])),
    );
  }

  get header(): string | undefined {
    return this.#group.header;
  }

  get progress(): SourceProgress {
    const { acquisitions, waveforms, images } = this.counts();
    return { done: this.#done, total: acquisitions + waveforms + images, unit: "message" };
  }

  counts(): MessageCounts {
    const { acquisitionCount, waveformCount, series } = this.#group;
    const images = series.reduce((sum, { count }) => sum + count, 0);
    return { acquisitions: acquisitionCount, waveforms: waveformCount, images };
  }

  *messages({ reuse = false }: { readonly reuse?: boolean } = {}): Generator<SourceMessage> {
    try {
      for (const message of inOrder(this.#group, { waveforms: true, images: true, reuse })) {
        this.#done += 1;
        yield message;
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.remarks.push({ level: "error", text: error.message });
    }
  }

  close(): void {
    this.#file.close();
  }
}
