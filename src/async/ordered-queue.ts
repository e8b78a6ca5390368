/** The position of one result in an {@link OrderedQueue}. */
export class Place<T> {
  #result: { readonly value: T } | undefined;

  /** Sets the result. It is emitted by {@link OrderedQueue.drain}. */
  fill(value: T): void {
    this.#result = { value };
  }

  get result(): { readonly value: T } | undefined {
    return this.#result;
  }
}

/** Results that may become ready in any order, and are emitted in the order in which their positions were reserved. */
export class OrderedQueue<T> {
  readonly #places: Place<T>[] = [];
  readonly #emit: (value: T) => void;

  constructor(emit: (value: T) => void) {
    this.#emit = emit;
  }

  /** Number of positions whose results have not been emitted. */
  get size(): number {
    return this.#places.length;
  }

  reserve(): Place<T> {
    const place = new Place<T>();
    this.#places.push(place);
    return place;
  }

  /** Emits the results that are ready and not preceded by an unset position. */
  drain(): void {
    while (this.#places[0]?.result !== undefined) this.#emit(this.#places.shift()!.result!.value);
  }

  /** Discards all positions. @returns how many there were */
  clear(): number {
    return this.#places.splice(0).length;
  }
}
