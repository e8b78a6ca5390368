import type { Explanation, Job, JobProgress } from "../api/index.ts";

/** What the process of a job gets as its argument, as JSON. */
export interface JobTask {
  readonly kind: Job["kind"];
  /** Name of the chain, or that of a file in the folder of the job. */
  readonly chain: string;
  readonly input: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The file for results. */
  readonly output: string;
}

/** What the process of a job sends. */
export type JobMessage =
  | { readonly kind: "progress"; readonly progress: JobProgress }
  | { readonly kind: "report"; readonly level: string; readonly text: string }
  | { readonly kind: "done"; readonly explanation: Explanation | undefined }
  | { readonly kind: "failed"; readonly message: string };
