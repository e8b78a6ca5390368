import { dirname, join } from "node:path";
import { whyNoImages } from "../../inspect/explain/index.ts";
import { findingText } from "../../recon/checks/index.ts";
import type { Explanation, JobMessage, JobTask } from "../../viewer/index.ts";
import { chainWithParameters } from "../chain-with-parameters.ts";
import { dryRunFile } from "../dry-run-file.ts";
import { openMeasurement } from "../open-measurement.ts";
import { runFile } from "../run-file.ts";
import type { EditingSettings } from "./page-contents.ts";

/** Pause between two reports of progress. */
const PROGRESS_MS = 200;

/**
 * Does one job of the page, as `larmor run` and `larmor explain` do.
 * @returns what a chain will do, for an explanation
 * @throws what these commands report
 */
export async function doJob(
  task: JobTask,
  settings: EditingSettings,
  send: (message: JobMessage) => void,
): Promise<Explanation | undefined> {
  return task.kind === "explain" ? explain(task, settings, send) : run(task, settings, send);
}

async function run(
  { chain: config, input, output, parameters: parameter }: JobTask,
  { authors, noise, threads, hangSeconds }: EditingSettings,
  send: (message: JobMessage) => void,
): Promise<undefined> {
  const opening = openMeasurement(input, undefined);
  opening.catch(() => {}); // reported when it is awaited
  let sentAt = Number.NEGATIVE_INFINITY;
  const options = {
    ...authors,
    config,
    parameter,
    output,
    noiseFolder: noise.folder,
    noiseMaxAge: noise.maxAgeHours,
    threads,
    hangTimeout: hangSeconds,
    taps: join(dirname(output), "taps"),
    onProgress: (progress: { readonly done: number; readonly total: number; readonly images: number }) => {
      if (performance.now() - sentAt < PROGRESS_MS) return;
      sentAt = performance.now();
      send({ kind: "progress", progress });
    },
  };
  try {
    await runFile(input, opening, options, (level, text) => send({ kind: "report", level, text }));
  } finally {
    await opening.then(
      (measurement) => measurement.close(),
      () => {},
    );
  }
}

async function explain(
  { chain: config, input, parameters: parameter }: JobTask,
  { authors, noise }: EditingSettings,
  send: (message: JobMessage) => void,
): Promise<Explanation> {
  const chain = await chainWithParameters({ ...authors, config, parameter }, (level, text) =>
    send({ kind: "report", level, text }),
  );
  const dry = await dryRunFile(input, chain, { noiseFolder: noise.folder, noiseMaxAge: noise.maxAgeHours });
  const { steps, results, images, reported, findings, failure } = dry;
  return {
    steps,
    results,
    images,
    reported,
    findings: findings.map((finding) => ({ weight: finding.weight, text: findingText(finding) })),
    failure,
    noImages: whyNoImages(chain, dry),
  };
}
