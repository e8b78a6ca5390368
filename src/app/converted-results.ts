import { existsSync, statSync } from "node:fs";
import type { StoredMessage } from "../formats/mrd-hdf5/index.ts";
import { madeImages, type Sink, type SinkFormat, SourceError } from "../formats/source/index.ts";
import type { DicomInstance } from "../mrd/index.ts";
import { counted } from "../text/index.ts";
import { DicomFolder } from "./dicom-folder.ts";
import { version } from "./package-root.ts";
import type { Results, ResultsOptions, ResultsSummary } from "./results.ts";

/** Images that wait to be written, at most; more of them hold the chain up. */
const MOST_WAITING = 4;

/** Results in any other format than MRD. Its files are opened with the first result. */
export class ConvertedResults implements Results {
  readonly #path: string;
  readonly #format: SinkFormat;
  readonly #options: ResultsOptions;
  readonly #series = new Map<number, number>();
  #others = 0;
  #sink: Sink | undefined;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** DICOM files that the chain made: in the folder that is written, or in one next to the file. */
  readonly dicom: DicomFolder;

  /** @throws SourceError `file-exists` */
  constructor(path: string, format: SinkFormat, options: ResultsOptions) {
    this.#path = path;
    this.#format = format;
    this.#options = options;
    const isFolder = path.endsWith("/") || (existsSync(path) && statSync(path).isDirectory());
    this.dicom = new DicomFolder(isFolder ? path : `${path.replace(/(\.nii)?\.[^./]*$/i, "")}_dicom`);
    if (isFolder || options.overwrite || !existsSync(path)) return;
    throw new SourceError("file-exists", `${path} exists: choose another name, or replace it with --overwrite`);
  }

  append(message: StoredMessage | DicomInstance): boolean {
    if (message.kind === "dicom") {
      this.dicom.add(message);
      return true;
    }
    if (message.kind === "image") {
      const { imageSeriesIndex: series } = message.header;
      this.#series.set(series, (this.#series.get(series) ?? 0) + 1);
    } else this.#others += 1;
    this.#waiting += 1;
    this.#work = this.#work.then(async () => {
      this.#sink ??= await this.#open();
      await this.#sink.write(message);
      this.#waiting -= 1;
    });
    this.#work.catch(() => {}); // `drained` and `close` report it
    return false;
  }

  drained(): Promise<void> | undefined {
    return this.#waiting < MOST_WAITING ? undefined : this.#work;
  }

  async close(): Promise<ResultsSummary> {
    let lines: readonly string[];
    try {
      await this.#work;
    } finally {
      lines = (await this.#sink?.close()) ?? [];
    }
    const series = [...this.#series].map(([index, count]) => ({ name: `image_${index}`, count }));
    const missing = `${counted(this.#others, "result is", "results are")} not in ${this.#path}: it holds images`;
    const rest = this.#others > 0 ? [missing] : [];
    const none = this.#sink === undefined ? [`there are no images: ${this.#path} is not written`] : [];
    return {
      path: this.#path,
      group: this.#options.group,
      acquisitions: 0,
      waveforms: 0,
      series,
      lines: [...rest, ...none, ...lines],
    };
  }

  #open(): Promise<Sink> {
    const { overwrite = false, header, group } = this.#options;
    const target = { overwrite, group, index: 0, count: 1, version };
    return this.#format.open(this.#path, madeImages("the result", header), target);
  }
}
