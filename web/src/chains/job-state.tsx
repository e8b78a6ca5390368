import type { Job } from "../../../src/viewer/api/index.ts";
import { cancelJob } from "./api.ts";
import { followJobs, isActive } from "./jobs.ts";

/** How far a job is, and a button that ends it. */
export function JobState({ job }: { readonly job: Job }) {
  const { id, state, progress, seconds } = job;
  const cancel = async () => {
    await cancelJob(id);
    await followJobs();
  };
  return (
    <span class={`job-state ${state}`} role="status">
      {state === "running" && progress !== undefined && (
        <progress max={progress.total} value={progress.done} aria-label="progress" />
      )}
      <span>{text(job)}</span>
      {state !== "waiting" && <span class="quiet">{seconds.toFixed(1)} s</span>}
      {isActive(job) && (
        <button type="button" onClick={() => void cancel().catch(() => {})}>
          Cancel
        </button>
      )}
    </span>
  );
}

function text({ state, progress }: Job): string {
  if (state !== "running" || progress === undefined) return state;
  if (progress.done === progress.total) return `computing, ${progress.images} images`;
  return `${progress.done} of ${progress.total}, ${progress.images} images`;
}
