import { join } from "node:path";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { BenchServer } from "./server.ts";

const VOLUMES = 40;
/** Time of a volume at 20 volumes a second. */
const VOLUME_MS = 50;

/**
 * A series of EPI volumes, 64², 8 coils, 20 slices, as fast as the server accepts them on one thread, and with a pause
 * before each readout.
 */
export async function epi({ folder, rounds }: Setting): Promise<Figure[]> {
  const [series, volume] = [join(folder, "series.h5"), join(folder, "volume.h5")];
  const scan = { matrix: 64, coils: 8, slices: 20, epi: true, epiSamples: 128, noiseReadouts: 1 };
  const errors = { gradientDelay: 0.35, oddEvenPhase: 0.8, drift: 0.02 };
  await writePhantom(series, { ...scan, ...errors, repetitions: VOLUMES });
  await writePhantom(volume, { ...scan, ...errors });
  const [fast, paced] = [await loadStream(series), await loadStream(volume, 0)];
  const server = await BenchServer.start("--threads", "1");
  await feed(server.port, "epi", fast);
  let processorSeconds = 0;
  const measured = await interleaved(rounds, {
    series: async () => {
      const before = server.cpuSeconds();
      const { seconds } = await feed(server.port, "epi", fast);
      processorSeconds = server.cpuSeconds() - before;
      return (1000 * seconds) / VOLUMES;
    },
    processor: () => (1000 * processorSeconds) / VOLUMES,
    lastImage: async () => (await feed(server.port, "epi", paced, { paceMs: 1 })).lastImageMs,
  });
  await server.stop();
  const each = "EPI, 64², 8 coils, 20 slices";
  const perVolume = measured.series!;
  return [
    {
      name: `${each}: a volume, vs. 50 ms`,
      larmor: perVolume,
      unit: "ms",
      other: VOLUME_MS,
      ratio: VOLUME_MS / perVolume,
    },
    { name: `${each}: processor time of a volume`, larmor: measured.processor!, unit: "ms" },
    { name: `${each}: last readout to image`, larmor: measured.lastImage!, unit: "ms" },
  ];
}
