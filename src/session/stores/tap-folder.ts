import { mkdirSync } from "node:fs";
import type { MrdFileWriter } from "../../formats/mrd-hdf5/index.ts";
import type { ImageArray, KSpace, Message, Tap, TapStore } from "../../gadget-api/index.ts";
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
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const writer = await createUnique(this.#folder, fileName(name, new Date(), this.#session));
    if (header !== "") writer.writeHeader(header);
    return new TapFile(writer);
  }
}

class TapFile implements Tap {
  readonly #writer: MrdFileWriter;
  #buffers = 0;
  #arrays = 0;

  constructor(writer: MrdFileWriter) {
    this.#writer = writer;
  }

  write(message: Message): void {
    switch (message.kind) {
      case "acquisition":
      case "waveform":
      case "image":
        this.#writer.append(message);
        break;
      case "bucket":
        for (const readout of [...message.imaging, ...message.reference, ...message.auxiliary])
          this.#writer.append(readout);
        for (const waveform of message.waveforms) this.#writer.append(waveform);
        break;
      case "buffer":
        this.#array(`buffer_${this.#buffers++}`, kSpaceShape(message.imaging), message.imaging.data);
        break;
      case "image-array":
        this.#array(`image_array_${this.#arrays++}`, imagesShape(message), message.data);
        break;
      default:
        throw new TypeError(`a ${message.kind} can't be saved`);
    }
  }

  close(): void {
    this.#writer.close();
  }

  #array(name: string, shape: readonly number[], data: Float32Array): void {
    this.#writer.writeArray(name, shape, DataType.complexFloat, data);
    this.#writer.flush();
  }
}

function kSpaceShape({ shape: { slices, s, n, coils, e2, e1, e0 } }: KSpace): number[] {
  return [slices, s, n, coils, e2, e1, e0];
}

function imagesShape({ shape: { slices, s, n, coils, z, y, x } }: ImageArray): number[] {
  return [slices, s, n, coils, z, y, x];
}
