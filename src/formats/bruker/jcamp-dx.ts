import { readFileSync } from "node:fs";

/** Parameters of ParaVision, as it stores them in JCAMP-DX: `##$NI=4`, `##$ACQ_size=( 2 )` and values in further lines. */
export class JcampDx {
  readonly #values: ReadonlyMap<string, string>;

  /** @param texts of several files; the first that has a parameter counts */
  constructor(texts: readonly string[]) {
    const values = new Map<string, string>();
    for (const text of texts) {
      const lines = text.split(/\r?\n/).filter((line) => !line.startsWith("$$"));
      for (const entry of lines.join("\n").split(/^##/m).slice(1)) {
        const [, name, value] = entry.match(/^\$?([^=\n]+?)\s*=\s*([\s\S]*)$/) ?? [];
        if (name !== undefined && !values.has(name)) values.set(name, value!.trimEnd());
      }
    }
    this.#values = values;
  }

  static ofFiles(paths: readonly string[]): JcampDx {
    return new JcampDx(paths.map((path) => readFileSync(path, "latin1")));
  }

  /** A text or a word, without brackets: `<1H>` is `1H`. Empty if there is none. */
  text(name: string): string {
    const value = this.#contents(name);
    return (value.match(/<([^>]*)>/)?.[1] ?? value).trim();
  }

  /** Words of a list: `Yes Yes No`. */
  words(name: string): readonly string[] {
    return this.#contents(name).split(/\s+/).filter(Boolean);
  }

  /** Numbers of a list, also of one of structures; empty if there are none. */
  numbers(name: string): readonly number[] {
    return this.#contents(name)
      .replaceAll(/<[^>]*>/g, " ")
      .split(/[\s,()]+/)
      .filter(Boolean)
      .map(Number)
      .filter((value) => !Number.isNaN(value));
  }

  /** The first number. */
  number(name: string): number | undefined {
    return this.numbers(name)[0];
  }

  /** The value without the extents of its array, and with runs of equal values written out: `@3*(0)` is `0 0 0`. */
  #contents(name: string): string {
    const value = (this.#values.get(name) ?? "").replace(/^\([\d\s,.]*\)\s*\n/, "");
    return value.replaceAll(/@(\d+)\*\(([^)]*)\)/g, (_, count: string, item: string) =>
      `${item} `.repeat(Number(count)),
    );
  }
}
