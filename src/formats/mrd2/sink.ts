import { closeSync, openSync, writeSync } from "node:fs";
import { counted } from "../../text/index.ts";
import {
  type MeasurementSource,
  type Sink,
  type SinkFormat,
  SourceError,
  type SourceMessage,
} from "../source/index.ts";
import { protocolOf, type YardlUnion, YardlWriter } from "../yardl/index.ts";
import { itemOf } from "./from-messages.ts";
import { headerRecord } from "./header.ts";
import { type Mrd2Version, schemaOf } from "./schema.ts";
import { Mrd2Source, type StreamItem } from "./source.ts";

/** Items of a block are written together, unless they take more memory than this. */
const MOST_BLOCK_ITEMS = 4096;

/**
 * MRD 2 streams, as an output of `larmor convert`. An input that is an MRD 2 stream itself keeps its version, its blocks,
 * and what MRD 1 does not have: without damage, the output has the same bytes.
 */
export const mrd2Sink: SinkFormat = {
  name: "MRD 2 streams (yardl binary, version 2.2.1)",
  endings: [".mrd2"],
  async open(path, source, { overwrite, count }) {
    if (count > 1) {
      const text = `${path} can hold one of ${count} measurements: choose one with --measurement, or write .h5`;
      throw new SourceError("unsupported", text);
    }
    const descriptor = created(path, overwrite);
    return source instanceof Mrd2Source
      ? new StreamCopy(path, descriptor, source)
      : new StreamSink(path, descriptor, source);
  },
};

function created(path: string, overwrite: boolean): number {
  try {
    return openSync(path, overwrite ? "w" : "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new SourceError("file-exists", `${path} exists: choose another name, or replace it with --overwrite`);
  }
}

abstract class StreamFile implements Sink {
  readonly #path: string;
  readonly #descriptor: number;
  #isOpen = true;
  protected itemCount = 0;

  constructor(path: string, descriptor: number) {
    this.#path = path;
    this.#descriptor = descriptor;
  }

  protected writerOf(schema: string): YardlWriter {
    return new YardlWriter(schema, (bytes) => {
      for (let at = 0; at < bytes.length; at += writeSync(this.#descriptor, bytes, at));
    });
  }

  abstract write(message: SourceMessage): void;
  /** Completes the stream. @returns what was left out */
  protected abstract end(): readonly string[];

  async close(): Promise<readonly string[]> {
    const leftOut = this.#isOpen ? this.end() : [];
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
    return [...leftOut, `${this.#path}: ${counted(this.itemCount, "item")}`];
  }
}

/** A measurement of any format as a stream. */
class StreamSink extends StreamFile {
  readonly #writer: YardlWriter;
  readonly #itemCodec;
  readonly #isNewest: boolean;
  readonly #leftOut = new Set<string>();

  constructor(path: string, descriptor: number, { header }: MeasurementSource, version: Mrd2Version = "2.2.1") {
    super(path, descriptor);
    this.#isNewest = version === "2.2.1";
    const schema = schemaOf(version);
    const [headerStep, dataStep] = protocolOf(schema).steps;
    this.#writer = this.writerOf(schema);
    this.#itemCodec = dataStep!.codec;
    const report = (where: string, problem: string) => this.#leftOut.add(`${where}: ${problem}`);
    this.#writer.value(
      headerStep!.codec,
      header === undefined ? undefined : headerRecord(headerStep!.codec, header, report),
    );
  }

  write(message: SourceMessage): void {
    const { tag, value } = itemOf(message, (what) => this.#leftOut.add(what));
    const first = this.#isNewest ? tag[0]!.toLowerCase() : tag[0]!;
    this.#writer.block(this.#itemCodec, [{ tag: first + tag.slice(1), value }]);
    this.itemCount += 1;
  }

  protected end(): readonly string[] {
    this.#writer.endItems();
    return [...this.#leftOut];
  }
}

/** A stream of a stream: its items pass unchanged. */
class StreamCopy extends StreamFile {
  readonly #writer: YardlWriter;
  readonly #source: Mrd2Source;
  #block: YardlUnion[] = [];
  #missing = 0;

  constructor(path: string, descriptor: number, source: Mrd2Source) {
    super(path, descriptor);
    this.#source = source;
    this.#writer = this.writerOf(source.schema);
    this.#writer.value(source.headerCodec, source.headerValue);
    source.onItem = (item) => this.#add(item);
  }

  write(): void {}

  protected end(): readonly string[] {
    this.#source.onItem = undefined;
    this.#flush();
    this.#writer.endItems();
    return [];
  }

  #add({ item, blockLength }: StreamItem): void {
    if (blockLength !== undefined) this.#missing = blockLength;
    this.#block.push(item);
    this.#missing -= 1;
    this.itemCount += 1;
    if (this.#missing === 0 || this.#block.length === MOST_BLOCK_ITEMS) this.#flush();
  }

  #flush(): void {
    if (this.#block.length > 0) this.#writer.block(this.#source.itemCodec, this.#block);
    this.#block = [];
  }
}
