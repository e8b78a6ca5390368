import type { FileStart } from "../identify/index.ts";
import type {
  MeasurementSource,
  MessageCounts,
  SourceFormat,
  SourceMessage,
  SourceOptions,
  SourceProgress,
  SourceRemark,
} from "../source/index.ts";
import { type Codec, readHead, readItems, YardlError, type YardlRecord, type YardlUnion } from "../yardl/index.ts";
import { FileBytes } from "./file-bytes.ts";
import { headerXml, withoutPatient } from "./header.ts";
import { messagesOf } from "./to-messages.ts";

const BYTES_PER_KB = 1000;

/** MRD 2 streams in yardl's binary encoding, of any version. */
export const mrd2Source: SourceFormat = {
  name: "MRD 2 streams (yardl binary)",
  files: ".mrd, .mrd2, .bin",
  recognises: ({ bytes }: FileStart) => bytes.subarray(0, 5).toString("latin1") === "yardl",
  open: async (path, options) => [new Mrd2Source(path, options)],
};

/** An item of a stream, with the number of items of its block if it is the first one. */
export interface StreamItem {
  readonly item: YardlUnion;
  readonly blockLength: number | undefined;
}

/** A stream, read on demand. */
export class Mrd2Source implements MeasurementSource {
  readonly name = "MRD 2 stream";
  readonly attachments: ReadonlyMap<string, Uint8Array> = new Map();
  readonly header: string | undefined = undefined;
  /** JSON, as it is stored. */
  readonly schema: string;
  readonly headerCodec: Codec;
  readonly itemCodec: Codec;
  readonly headerValue: YardlRecord | undefined;
  readonly #path: string;
  readonly #file: FileBytes;
  readonly #remarks: SourceRemark[] = [];
  readonly #leftOut = new Map<string, number>();
  /** Is called with each item before its messages are returned. */
  onItem: ((item: StreamItem) => void) | undefined;

  /** @throws YardlError, MrdError `malformed-header`, NodeJS.ErrnoException */
  constructor(path: string, { keepPatient = false }: SourceOptions) {
    this.#path = path;
    this.#file = new FileBytes(path);
    try {
      const { schema, protocol } = readHead(this.#file.input);
      const [header, data] = protocol.steps;
      if (protocol.name !== "Mrd" || header === undefined || !data?.isStream)
        throw new YardlError(
          "unknown-schema",
          `it is a stream of the protocol ${protocol.name}: it has no measurement`,
        );
      this.schema = schema;
      this.headerCodec = header.codec;
      this.itemCodec = data.codec;
      this.headerValue = this.#readHeader(keepPatient);
      if (this.headerValue !== undefined) this.header = this.#headerXml(this.headerValue);
    } catch (error) {
      this.close();
      if (error instanceof YardlError) throw new YardlError(error.code, `${path}: ${error.message}`, { cause: error });
      throw error;
    }
  }

  get remarks(): readonly SourceRemark[] {
    const leftOut = [...this.#leftOut].map(([what, count]): SourceRemark => {
      return { level: "warning", text: `MRD 1 cannot hold ${what}: left out (${count} of the stream's items)` };
    });
    return [...this.#remarks, ...leftOut];
  }

  get progress(): SourceProgress {
    const [done, total] = [this.#file.input.offset, this.#file.size].map((bytes) => Math.ceil(bytes / BYTES_PER_KB));
    return { done: done!, total: total!, unit: "kB" };
  }

  counts(): MessageCounts {
    const again = new Mrd2Source(this.#path, {});
    const counts = { acquisitions: 0, waveforms: 0, images: 0 };
    for (const { kind } of again.messages()) counts[`${kind}s`] += 1;
    again.close();
    return counts;
  }

  *messages(): Generator<SourceMessage> {
    const { input } = this.#file;
    let blockLength: number | undefined;
    let index = 0;
    try {
      const onBlock = (count: number) => {
        blockLength = count;
      };
      for (const item of readItems(input, this.itemCodec, onBlock) as Iterable<YardlUnion>) {
        this.onItem?.({ item, blockLength });
        blockLength = undefined;
        yield* this.#messagesOf(item, index);
        index += 1;
      }
      if (!input.atEnd)
        this.#remarks.push({
          level: "warning",
          text: "bytes after the end of the stream are ignored",
          offset: input.offset,
        });
    } catch (error) {
      if (!(error instanceof YardlError)) throw error;
      const text = `the stream is ${error.code} after ${index} items: ${error.message}`;
      this.#remarks.push({ level: "error", text, offset: input.offset });
    }
  }

  close(): void {
    this.#file.close();
  }

  #readHeader(keepPatient: boolean): YardlRecord | undefined {
    const header = this.headerCodec.read(this.#file.input) as YardlRecord | undefined;
    if (header === undefined || keepPatient) return header;
    const anonymous = withoutPatient(header);
    const text = "what identifies the patient is left out; --keep-patient keeps it";
    if (anonymous !== header) this.#remarks.push({ level: "info", text });
    return anonymous;
  }

  #headerXml(header: YardlRecord): string {
    return headerXml(this.headerCodec, header, (where, problem) =>
      this.#remarks.push({ level: "info", text: `${where}: ${problem}` }),
    );
  }

  #messagesOf(item: YardlUnion, index: number): SourceMessage[] {
    try {
      return messagesOf(item, (what) => this.#leftOut.set(what, (this.#leftOut.get(what) ?? 0) + 1));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#remarks.push({ level: "error", text: `item ${index} (${item.tag}) exceeds MRD 1: ${error.message}` });
      return [];
    }
  }
}
