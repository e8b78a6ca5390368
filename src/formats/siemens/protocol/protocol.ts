import { parseAscconv } from "./ascconv.ts";
import { type Param, parseXProtocol, valuesAt } from "./xprotocol.ts";

/** The protocol of a measurement, by paths such as `MEAS.sKSpace.lBaseResolution`. */
export class Protocol {
  readonly #tree: Param | undefined;
  readonly #lines: ReadonlyMap<string, readonly string[]>;

  /** @param buffers those of the measurement's header; `Meas` has everything, `MeasYaps` what is below `MEAS` */
  constructor(buffers: ReadonlyMap<string, Uint8Array>) {
    const text = (name: string) => new TextDecoder().decode(buffers.get(name) ?? new Uint8Array(0));
    this.#tree = parseXProtocol(text("Meas"));
    this.#lines = parseAscconv(text("MeasYaps"));
    if (this.#lines.size === 0) this.#lines = parseAscconv(text("Phoenix"));
  }

  /** Whether there is a protocol at all. */
  get isEmpty(): boolean {
    return this.#tree === undefined && this.#lines.size === 0;
  }

  /** All values of a parameter; none if it has none, or is absent. */
  values(path: string): readonly string[] {
    const found = this.#tree === undefined ? [] : valuesAt(this.#tree, path.split("."));
    if (found.length > 0) return found;
    const line = /^MEAS\.(.*)$/.exec(path)?.[1];
    return line === undefined ? [] : (this.#lines.get(line.toLowerCase()) ?? []);
  }

  /** A text that is not empty. */
  text(path: string): string | undefined {
    return this.values(path)[0]?.trim() || undefined;
  }

  /** All values of a parameter that are numbers; others are 0. */
  numbers(path: string): readonly number[] {
    return this.values(path).map((value) => finite(value) ?? 0);
  }

  /** A number; `undefined` also if the value is none. */
  number(path: string, index = 0): number | undefined {
    return finite(this.values(path)[index]);
  }
}

function finite(text: string | undefined): number | undefined {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
