/** The place of one result in the order of an {@link OrderedQueue}. */
export class Place<T> {
  #result: { readonly value: T } | undefined;

  /** Fills the place. The result is emitted by {@link OrderedQueue.drain}. */
  fill(value: T): void {
    this.#result = { value };
  }

  get result(): { readonly value: T } | undefined {
    return this.#result;
  }
}

/** Results that may be ready in any order, and are emitted in the order in which their places were reserved. */
export class OrderedQueue<T> {
  readonly #places: Place<T>[] = [];
  readonly #emit: (value: T) => void;

  constructor(emit: (value: T) => void) {
    this.#emit = emit;
  }

  /** Number of places whose results have not been emitted. */
  get size(): number {
    return this.#places.length;
  }

  reserve(): Place<T> {
    const place = new Place<T>();
    this.#places.push(place);
    return place;
  }

  /** Emits the results that are ready and have no unfilled place before them. */
  drain(): void {
    while (this.#places[0]?.result !== undefined) this.#emit(this.#places.shift()!.result!.value);
  }

  /** Discards all places. @returns how many there were */
  clear(): number {
    return this.#places.splice(0).length;
  }
}
