import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Job, JobRequest } from "../api/index.ts";
import { ViewerError } from "../errors.ts";
import type { JobMessage } from "./job-messages.ts";
import { type JobLimits, JobProcess } from "./job-process.ts";

/** Jobs that may wait. */
const MOST_WAITING = 20;

/** Jobs whose results are kept: of older ones, the files are removed. */
const MOST_KEPT = 30;

/** Reports of a job that are kept. */
const MOST_REPORTS = 200;

export interface JobQueueOptions extends JobLimits {
  /** An existing folder, for texts and results; its owner removes it. */
  readonly folder: string;
  /** Module of the process of a job. */
  readonly module: URL;
  /** Further settings for it, as JSON. */
  readonly settings: unknown;
  /** Makes a file of results known. @returns its id */
  show(path: string, name: string): Promise<number>;
  /** A file of results is removed. */
  hide(file: number): void;
}

/** What a job needs. */
export interface JobInput extends JobRequest {
  /** Real path of the input. */
  readonly inputPath: string;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Entry {
  readonly job: Mutable<Job>;
  readonly input: JobInput;
  readonly folder: string;
  process: JobProcess | undefined;
  startedAt: number | undefined;
}

/** Jobs, one at a time, in the order of their requests. */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #entries: Entry[] = [];
  #lastId = 0;

  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  /** All jobs, newest last. */
  get jobs(): readonly Job[] {
    return this.#entries.map(({ job, startedAt }) =>
      job.state === "running" ? { ...job, seconds: secondsSince(startedAt!) } : { ...job },
    );
  }

  /** Adds a job. @throws ViewerError `too-many-jobs` */
  add(input: JobInput): Job {
    if (this.#entries.filter(({ job }) => job.state === "waiting").length >= MOST_WAITING)
      throw new ViewerError("too-many-jobs", `${MOST_WAITING} jobs are waiting: cancel some, or wait for them`);
    this.#lastId += 1;
    const folder = join(this.#options.folder, String(this.#lastId));
    mkdirSync(folder, { mode: 0o700 });
    const { kind, chain, text, input: path, parameters } = input;
    const job: Job = {
      id: this.#lastId,
      kind,
      chain,
      changed: text !== undefined,
      input: path,
      parameters,
      state: "waiting",
      progress: undefined,
      seconds: 0,
      reports: [],
      error: undefined,
      file: undefined,
      explanation: undefined,
    };
    this.#entries.push({ job: { ...job }, input, folder, process: undefined, startedAt: undefined });
    this.#forgetOld();
    this.#startNext();
    return job;
  }

  /** Ends a job that waits or runs. @throws ViewerError `no-such-job` */
  cancel(id: number): void {
    const entry = this.#entries.find(({ job }) => job.id === id);
    if (entry === undefined) throw new ViewerError("no-such-job", `there is no job ${id}`);
    if (entry.job.state === "waiting") entry.job.state = "cancelled";
    else if (entry.job.state === "running") {
      entry.job.state = "cancelled";
      entry.process!.end("it was cancelled");
    }
  }

  /** Ends everything. */
  close(): void {
    for (const { job } of this.#entries) this.cancel(job.id);
  }

  #startNext(): void {
    if (this.#entries.some(({ process }) => process !== undefined)) return;
    const entry = this.#entries.find(({ job }) => job.state === "waiting");
    if (entry === undefined) return;
    const { job, input, folder } = entry;
    const chain = input.text === undefined ? job.chain : `${job.chain}.yaml`;
    if (input.text !== undefined) writeFileSync(join(folder, chain), input.text, { mode: 0o600 });
    const output = join(folder, "images.h5");
    const { kind, parameters } = input;
    entry.startedAt = performance.now();
    job.state = "running";
    entry.process = new JobProcess(
      { kind, chain, input: input.inputPath, parameters, output },
      {
        ...this.#options,
        folder,
        onMessage: (message) => follow(job, message),
        onEnd: (failure) => void this.#ended(entry, output, failure),
      },
    );
  }

  async #ended(entry: Entry, output: string, failure: string | undefined): Promise<void> {
    const { job } = entry;
    job.seconds = secondsSince(entry.startedAt!);
    if (job.state === "running") {
      job.error ??= failure;
      try {
        if (job.kind === "run" && job.error === undefined)
          job.file = await this.#options.show(output, `run ${job.id}: ${job.chain}`);
      } catch (error) {
        job.error = (error as Error).message;
      }
      job.state = job.error === undefined ? "done" : "failed";
    }
    entry.process = undefined;
    this.#startNext();
  }

  /** Removes the oldest jobs that are over, with their files. */
  #forgetOld(): void {
    const over = this.#entries.filter(({ job, process }) => job.state !== "waiting" && process === undefined);
    for (const entry of over.slice(0, Math.max(0, this.#entries.length - MOST_KEPT))) {
      this.#entries.splice(this.#entries.indexOf(entry), 1);
      if (entry.job.file !== undefined) this.#options.hide(entry.job.file);
      rmSync(entry.folder, { recursive: true, force: true });
    }
  }
}

function follow(job: Mutable<Job>, message: JobMessage): void {
  switch (message.kind) {
    case "progress":
      job.progress = message.progress;
      break;
    case "report":
      job.reports = [...job.reports, { level: message.level, text: message.text }].slice(-MOST_REPORTS);
      break;
    case "done":
      job.explanation = message.explanation;
      break;
    case "failed":
      job.error = message.message;
      break;
  }
}

function secondsSince(since: number): number {
  return Number(((performance.now() - since) / 1000).toFixed(1));
}
