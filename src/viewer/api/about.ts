/** Areas of the page, in the order of its navigation. */
export type Area = "files" | "sessions" | "chains";

/** What the page can show, which it asks first: `GET /api/about`. */
export interface About {
  /** Of Larmor. */
  readonly version: string;
  readonly areas: readonly Area[];
  /** Whether it shows the files of a folder: `GET /api/data`. */
  readonly data: boolean;
}
