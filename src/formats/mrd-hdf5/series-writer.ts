import { type Image, ImageHeader } from "../../mrd/index.ts";
import { GrowingDataset } from "./hdf5/dataset.ts";
import { text } from "./hdf5/datatype.ts";
import { type AppendFile, Stage } from "./hdf5/file.ts";
import type { GlobalHeap } from "./hdf5/global-heap.ts";
import { Hdf5Group } from "./hdf5/group.ts";
import type { ImageForm } from "./image-form.ts";
import { imageHeaderType, pixelTypes } from "./member-types.ts";

/** An image series that is being written: a group of three datasets with one row per image. */
export class SeriesWriter {
  readonly group: Hdf5Group;
  readonly #headers: GrowingDataset;
  readonly #attributes: GrowingDataset;
  readonly #data: GrowingDataset;
  readonly #heap: GlobalHeap;

  constructor(
    file: AppendFile,
    heap: GlobalHeap,
    readonly name: string,
    readonly form: ImageForm,
  ) {
    this.#heap = heap;
    this.#data = new GrowingDataset(file, pixelTypes[form.dataType], { rowShape: form.shape });
    this.#attributes = new GrowingDataset(file, text, { heap });
    // Readers count headers, so a new header must become visible after all else of its image.
    this.#headers = new GrowingDataset(file, imageHeaderType, { extentStage: Stage.publish });
    this.group = new Hdf5Group(file);
    this.group.link("header", this.#headers);
    this.group.link("attributes", this.#attributes);
    this.group.link("data", this.#data);
  }

  get count(): number {
    return this.#headers.rows;
  }

  append({ header, attributes, data }: Image): void {
    const encoded = Buffer.from(attributes);
    this.#data.append(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.#heap.insert(encoded, encoded.length, this.#attributes.next());
    this.#headers.append(new ImageHeader(header.bytes).with({ attributeStringLen: encoded.length }).bytes);
  }

  store(): void {
    this.#data.store();
    this.#attributes.store();
    this.#headers.store();
  }
}
