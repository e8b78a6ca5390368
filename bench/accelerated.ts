import { join } from "node:path";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { figuresBeside, reconstruction, timeReconstruction } from "./peers.ts";
import { BenchServer } from "./server.ts";

/** With weights that are computed once, and with compressed coils and weights that no image waits for. */
const CHAIN = "cartesian";
const REAL_TIME = "cartesian-realtime";
const parameters = { weights: "first" };

/** Undersampled scans with embedded calibration, unfolded by GRAPPA. The unit of time is that of a long measurement. */
export async function accelerated({ folder, rounds }: Setting): Promise<Figure[]> {
  const [long, frames, slow] = ["long.h5", "frames.h5", "slow.h5"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writePhantom(long, { matrix: 256, coils: 8, repetitions: 100 });
  await writePhantom(frames, { matrix: 256, coils: 16, acceleration: 2, calibrationWidth: 24, repetitions: 5 });
  await writePhantom(slow, { matrix: 256, coils: 32, acceleration: 3, calibrationWidth: 24, repetitions: 4 });
  const [fast, paced] = [await loadStream(frames), await loadStream(slow, 0)];
  const server = await BenchServer.start();
  for (const chain of [CHAIN, REAL_TIME]) await feed(server.port, chain, fast, { parameters });
  const measured = await interleaved(rounds, {
    unit: () => timeReconstruction(long),
    frames: async () => (await feed(server.port, CHAIN, fast, { parameters })).seconds,
    framesInRealTime: async () => (await feed(server.port, REAL_TIME, fast, { parameters })).seconds,
    lastImage: async () => (await feed(server.port, CHAIN, paced, { parameters, paceMs: 2 })).lastImageMs,
    lastInRealTime: async () => (await feed(server.port, REAL_TIME, paced, { parameters, paceMs: 2 })).lastImageMs,
  });
  await server.stop();
  const inUnits = figuresBeside(measured.unit);
  return [
    inUnits(`16 coils, 256², R 2, 10 frames, vs. ${reconstruction} of 848 MB`, measured.frames!),
    inUnits(`the same with 8 virtual coils, ${REAL_TIME}`, measured.framesInRealTime!),
    { name: "32 coils, 256², R 3: last readout to image, weights known", larmor: measured.lastImage!, unit: "ms" },
    { name: `the same with 8 virtual coils, ${REAL_TIME}`, larmor: measured.lastInRealTime!, unit: "ms" },
  ];
}
