import { join } from "node:path";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { reconstruction, timeReconstruction } from "./peers.ts";
import { BenchServer } from "./server.ts";

const CHAIN = "cartesian";
/** Weights are computed once, as in Gadgetron's chains for real time. */
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
  await writePhantom(slow, { matrix: 256, coils: 32, acceleration: 3, calibrationWidth: 24, repetitions: 1 });
  const [fast, paced] = [await loadStream(frames), await loadStream(slow, 0)];
  const server = await BenchServer.start();
  await feed(server.port, CHAIN, fast, { parameters });
  const measured = await interleaved(rounds, {
    unit: () => timeReconstruction(long),
    frames: async () => (await feed(server.port, CHAIN, fast, { parameters })).seconds,
    lastImage: async () => (await feed(server.port, CHAIN, paced, { parameters, paceMs: 2 })).lastImageMs,
  });
  await server.stop();
  const { unit } = measured;
  return [
    {
      name: `16 coils, 256², R 2, 10 frames, vs. ${reconstruction} of 848 MB`,
      larmor: measured.frames!,
      unit: "s",
      ...(unit !== undefined && { other: unit, ratio: unit / measured.frames! }),
    },
    { name: "32 coils, 256², R 3: last readout to image, weights known", larmor: measured.lastImage!, unit: "ms" },
  ];
}
