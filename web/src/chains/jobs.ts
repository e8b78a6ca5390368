import { signal } from "@preact/signals";
import type { Job, JobRequest } from "../../../src/viewer/api/index.ts";
import { getJobs, startJob } from "./api.ts";

/** Runs and explanations of the server, newest last. */
export const jobs = signal<readonly Job[]>([]);

/** Pause between requests while something runs. */
const POLL_MS = 400;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Requests all jobs, and again for as long as one of them is not over. @throws RequestError */
export async function followJobs(): Promise<void> {
  clearTimeout(timer);
  jobs.value = await getJobs();
  if (!jobs.value.some(isActive)) return;
  timer = setTimeout(() => void followJobs().catch(() => {}), POLL_MS);
}

/** Starts a job and follows it. @returns its id @throws RequestError */
export async function start(request: JobRequest): Promise<number> {
  const { id } = await startJob(request);
  await followJobs();
  return id;
}

export function isActive({ state }: Job): boolean {
  return state === "waiting" || state === "running";
}
