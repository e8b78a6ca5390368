import type { Acquisition } from "../../mrd/index.ts";
import { BucketBuilder } from "./bucket-builder.ts";
import { heldBytes } from "./held-bytes.ts";

/** Buckets that are being filled, by key. */
export class OpenBuckets {
  #open = new Map<number, { readonly builder: BucketBuilder; bytes: number }>();
  #bytes = 0;

  /** Memory of all open buckets. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns whether it is part of the image or of the reference */
  add(key: number, acquisition: Acquisition): boolean {
    const bytes = heldBytes(acquisition);
    const bucket = this.#open.get(key) ?? { builder: new BucketBuilder(), bytes: 0 };
    this.#open.set(key, bucket);
    bucket.bytes += bytes;
    this.#bytes += bytes;
    return bucket.builder.add(acquisition);
  }

  /** Removes and returns the bucket of a key, or all buckets in the order of their keys. */
  close(key?: number): BucketBuilder[] {
    const closing = [...this.#open].filter(([each]) => key === undefined || each === key).toSorted(([a], [b]) => a - b);
    for (const [each, { bytes }] of closing) {
      this.#open.delete(each);
      this.#bytes -= bytes;
    }
    return closing.map(([, { builder }]) => builder);
  }
}
