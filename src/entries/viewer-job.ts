// Does one job that the page has started: reconstructs a file, or explains what a chain will do with it.
import "../app/no-debugger.ts";
import { doJob } from "../app/viewing/job.ts";
import type { EditingSettings } from "../app/viewing/page-contents.ts";
import type { JobMessage, JobTask } from "../viewer/index.ts";

// Ctrl-C reaches the whole group of processes; the server ends its jobs, by closing the channel at the latest.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(1));

const [task, settings] = process.argv.slice(2).map((text) => JSON.parse(text) as unknown);
const send = (message: JobMessage) => process.send!(message);
const last = await doJob(task as JobTask, settings as EditingSettings, send).then(
  (explanation): JobMessage => ({ kind: "done", explanation }),
  (error: Error): JobMessage => ({ kind: "failed", message: error.message }),
);
process.send!(last, () => process.exit(0));
