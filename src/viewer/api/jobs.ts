/** Work in a process of its own: `GET /api/jobs` lists all, newest last. */
export interface Job {
  readonly id: number;
  readonly kind: "explain" | "run";
  /** Name of the chain. */
  readonly chain: string;
  /** Whether the text was changed and not saved. */
  readonly changed: boolean;
  /** Path of its input below the folder of data. */
  readonly input: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** How much of the input was processed, while it runs. */
  readonly progress: JobProgress | undefined;
  /** Seconds that it has run. */
  readonly seconds: number;
  /** Warnings and messages of the chain. */
  readonly reports: readonly { readonly level: string; readonly text: string }[];
  /** Why it failed. */
  readonly error: string | undefined;
  /** Id of the file of results, as the viewer shows files. */
  readonly file: number | undefined;
  /** What a chain will do with its input; of an explanation. */
  readonly explanation: Explanation | undefined;
}

export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly images: number;
}

/** `POST /api/jobs`. */
export interface JobRequest {
  readonly kind: Job["kind"];
  readonly chain: string;
  /** The text to use instead of the saved one. */
  readonly text?: string;
  /** Path below the folder of data. */
  readonly input: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a chain would do with a measurement. */
export interface Explanation {
  readonly steps: readonly {
    readonly position: string;
    readonly took: readonly Amount[];
    readonly made: readonly Amount[];
    /** Whether an external program computes its results. */
    readonly unknown: boolean;
  }[];
  readonly results: readonly Amount[];
  readonly images: {
    readonly count: number;
    readonly series: readonly {
      readonly series: number;
      readonly kind: string;
      readonly shape: string;
      readonly count: number;
    }[];
    readonly clock: string;
    readonly entered: number;
    readonly firstAfter: number | undefined;
    readonly atEnd: number;
  };
  readonly reported: readonly { readonly level: string; readonly text: string }[];
  /** What in header and readouts spoils images. */
  readonly findings: readonly { readonly weight: string; readonly text: string }[];
  readonly failure: string | undefined;
  /** Why there would be no image, if the chain is for images. */
  readonly noImages: string | undefined;
}

/** Messages of one kind. */
export interface Amount {
  readonly kind: string;
  readonly count: number;
  readonly bytes: number;
  readonly shapes: readonly { readonly shape: string; readonly count: number }[];
}
