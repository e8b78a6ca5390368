import { rmSync } from "node:fs";
import { join } from "node:path";
import { type PhantomOptions, writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved, median } from "./measure.ts";
import { reconstruction, timeReconstruction } from "./peers.ts";
import { BenchServer } from "./server.ts";

const cases: readonly { readonly name: string; readonly chain: string; readonly options: PhantomOptions }[] = [
  { name: "256², 8 coils", chain: "default", options: { matrix: 256, coils: 8, repetitions: 100 } },
  { name: "256², 32 coils, noise", chain: "cartesian", options: { coils: 32, repetitions: 10, noiseReadouts: 8 } },
  { name: "256², 128 coils, noise", chain: "cartesian", options: { coils: 128, repetitions: 5, noiseReadouts: 8 } },
  { name: "512², 16 coils", chain: "default", options: { matrix: 512, coils: 16, repetitions: 10 } },
  { name: "128³, 8 coils", chain: "default", options: { matrix: 128, partitions: 128, coils: 8, repetitions: 3 } },
  { name: "64², 8 coils, 2000 images", chain: "default", options: { matrix: 64, coils: 8, repetitions: 2000 } },
];

/**
 * Whether all threads take longer than one, and how much more memory; on one core, compared with another program's time
 * for a long measurement.
 */
export async function threads({ folder, rounds }: Setting): Promise<Figure[]> {
  const path = join(folder, "measurement.h5");
  await writePhantom(path, { matrix: 256, coils: 8, repetitions: 100 });
  // Not in the rounds of the servers, whose memory the system would reclaim while they wait.
  const { other } = await interleaved(rounds, { other: () => timeReconstruction(path) });
  const figures: Figure[] = [];
  for (const { name, chain, options } of cases) {
    rmSync(path, { force: true });
    await writePhantom(path, { matrix: 256, ...options });
    const stream = await loadStream(path);
    const servers = {
      all: await BenchServer.start(),
      one: await BenchServer.start("--threads", "1"),
      core: await BenchServer.onOneCore(),
    };
    const through = async (server: BenchServer) => {
      const { seconds } = await feed(server.port, chain, stream);
      await server.warm(); // Its process warms up again, which must not happen while the next one is measured.
      return seconds;
    };
    const seconds = await interleaved(rounds, {
      all: () => through(servers.all),
      one: () => through(servers.one),
      core: () => through(servers.core),
    });
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    const peak = (server: BenchServer) => median(server.sessions.map(({ peakMegabytes }) => peakMegabytes));
    const figure = (what: string, unit: string, larmor: number, other: number | undefined): Figure => ({
      name: `${name}: ${what}`,
      larmor,
      unit,
      ...(other !== undefined && { other, ratio: other / larmor }),
    });
    figures.push(
      figure("all threads, vs. one", "s", seconds.all!, seconds.one!),
      figure(`all threads, vs. ${reconstruction} of 848 MB`, "s", seconds.all!, other),
      figure(`one core, vs. ${reconstruction} of 848 MB`, "s", seconds.core!, other),
      figure("peak memory with all threads, vs. one", "MB", peak(servers.all), peak(servers.one)),
    );
  }
  return figures;
}
