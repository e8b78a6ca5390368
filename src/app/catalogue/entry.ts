/** What the catalogue says of a code. */
export interface Entry {
  /** What happened, as a sentence. */
  readonly meaning: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
}

/** An entry for every code of a family, and for no other: the type checker sees to it. */
export type Entries<Code extends string> = Readonly<Record<Code, Entry>>;
