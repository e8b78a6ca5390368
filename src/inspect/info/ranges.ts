/** The values of a field. */
export interface Spread {
  readonly minimum: number;
  readonly maximum: number;
  /** All values in ascending order, if there are few. */
  readonly values?: readonly number[];
}

/** Beyond this number of values, only the range of a field is retained. */
const MAX_VALUES = 8;

/**
 * Collects the values of a field, in memory that does not grow with their number. NaN counts as a value, but not for
 * the range.
 */
export class SpreadAccumulator {
  #minimum = Number.NaN;
  #maximum = Number.NaN;
  readonly #values = new Set<number>();

  add(value: number): void {
    if (this.#values.size <= MAX_VALUES) this.#values.add(value);
    if (Number.isNaN(value)) return;
    if (!(value >= this.#minimum)) this.#minimum = value;
    if (!(value <= this.#maximum)) this.#maximum = value;
  }

  get spread(): Spread {
    const range = { minimum: this.#minimum, maximum: this.#maximum };
    if (this.#values.size > MAX_VALUES) return range;
    return { ...range, values: [...this.#values].sort((a, b) => a - b) };
  }
}

/** Counts names, in the order of their first appearance. */
export class NameCounter {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
