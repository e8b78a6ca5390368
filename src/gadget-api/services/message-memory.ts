import type { WorkPool } from "../../pool/index.ts";
import { Recycler } from "./recycler.ts";
import type { SampleMemory } from "./sample-memory.ts";
import { sharedMemory } from "./shared-memory.ts";

/** Memory for the samples of one chain's messages, whose steps may use the threads of a pool. */
export function messageMemory(pool: WorkPool): SampleMemory {
  return pool.size > 0 ? new MessageMemory(sharedMemory(pool)) : new Recycler();
}

/**
 * Is memory of this thread alone, until the chain has used another one: V8 copies arrays that are shared word by word,
 * which would delay each image of a scan that is slow enough for one thread.
 */
class MessageMemory implements SampleMemory {
  readonly recycles = true;
  readonly #shared: Recycler;
  /** Missing once threads are used. */
  #own: Recycler | undefined = new Recycler();

  constructor(shared: Recycler) {
    this.#shared = shared;
  }

  allocate(length: number): Float32Array {
    if (this.#shared.isUsed) this.#own = undefined;
    return (this.#own ?? this.#shared).allocate(length);
  }

  release(array: Float32Array): void {
    this.#own?.release(array);
    this.#shared.release(array);
  }

  claim(array: Float32Array): boolean {
    return this.#own?.claim(array) || this.#shared.claim(array);
  }

  releaseClaimed(array: Float32Array): void {
    this.#own?.releaseClaimed(array);
    this.#shared.releaseClaimed(array);
  }
}
