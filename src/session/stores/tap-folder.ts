import { makeFolder } from "../../files/index.ts";
import type { MrdFileWriter } from "../../formats/mrd-hdf5/index.ts";
import type { Message } from "../../gadget-api/index.ts";
import { encodeMessage } from "../../gadget-api/kinds/index.ts";
import type { Tap, TapStore } from "../../gadget-api/services/index.ts";
import { DataType } from "../../mrd/index.ts";
import { fileName } from "../saving/file-name.ts";
import { createUnique } from "../saving/unique-file.ts";

/** Saves the messages that pass taps, one file per tap, named by tap, time and session, readable by its owner only. */
export class TapFolder implements TapStore {
  readonly #folder: string;
  readonly #session: number;

  constructor(folder: string, session: number) {
    this.#folder = folder;
    this.#session = session;
  }

  async open(name: string, header: string): Promise<Tap> {
    makeFolder(this.#folder, 0o700);
    const writer = await createUnique(this.#folder, fileName(name, new Date(), this.#session));
    if (header !== "") writer.writeHeader(header);
    return new TapFile(writer);
  }
}

class TapFile implements Tap {
  readonly #writer: MrdFileWriter;
  /** Number of arrays by name. */
  readonly #arrays = new Map<string, number>();

  constructor(writer: MrdFileWriter) {
    this.#writer = writer;
  }

  write(message: Message): void {
    const encoded = encodeMessage(message);
    if (encoded === undefined) throw new TypeError(`a ${message.kind} can't be saved`);
    if ("records" in encoded) for (const record of encoded.records) this.#writer.append(record);
    else this.#array(encoded.array);
  }

  close(): void {
    this.#writer.close();
  }

  #array({ name, shape, data }: { name: string; shape: readonly number[]; data: Float32Array }): void {
    const index = this.#arrays.get(name) ?? 0;
    this.#arrays.set(name, index + 1);
    this.#writer.writeArray(`${name}_${index}`, shape, DataType.complexFloat, data);
    this.#writer.flush();
  }
}
