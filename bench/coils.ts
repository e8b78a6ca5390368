import { rmSync } from "node:fs";
import { join } from "node:path";
import { type PhantomOptions, writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved, median } from "./measure.ts";
import { reconstruction, timeReconstruction } from "./peers.ts";
import { BenchServer } from "./server.ts";

const yardstick: PhantomOptions = { matrix: 256, coils: 8, repetitions: 100 };
const COMPRESSED = "32 coils compressed to 16";
const WHITENED = "32 coils, whitened";
const cases: readonly { readonly name: string; readonly chain: string; readonly options: PhantomOptions }[] = [
  { name: WHITENED, chain: "cartesian", options: { coils: 32, repetitions: 10 } },
  { name: COMPRESSED, chain: "default_optimized", options: { coils: 32, repetitions: 10 } },
  { name: "64 coils, whitened", chain: "cartesian", options: { coils: 64, repetitions: 10 } },
  { name: "128 coils, whitened", chain: "cartesian", options: { coils: 128, repetitions: 5 } },
];

/** Many coils with a noise scan, with two threads and with one, compared with the 848 MB of another program. */
export async function coils({ folder, rounds }: Setting): Promise<Figure[]> {
  const path = join(folder, "measurement.h5");
  await writePhantom(path, yardstick);
  const { other } = await interleaved(rounds, { other: () => timeReconstruction(path) });
  const figures: Figure[] = [];
  const taken = new Map<string, number>();
  const figure = (name: string, larmor: number, than: number | undefined): Figure => ({
    name,
    larmor,
    unit: "s",
    ...(than !== undefined && { other: than, ratio: than / larmor }),
  });
  for (const { name, chain, options } of cases) {
    rmSync(path);
    await writePhantom(path, { matrix: 256, noiseReadouts: 8, ...options });
    const stream = await loadStream(path);
    const servers = { two: await BenchServer.start("--threads", "2"), one: await BenchServer.start("--threads", "1") };
    const ofClient: number[] = [];
    const through = async (server: BenchServer) => {
      await server.warm();
      const before = process.cpuUsage();
      const { seconds } = await feed(server.port, chain, stream);
      const { user, system } = process.cpuUsage(before);
      ofClient.push((user + system) / 1e6);
      return seconds;
    };
    const seconds = await interleaved(rounds, { two: () => through(servers.two), one: () => through(servers.one) });
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    const ofServer = median(servers.one.sessions.map(({ cpuSeconds }) => cpuSeconds));
    const [two, one] = [seconds.two!, seconds.one!];
    taken.set(name, two);
    figures.push(
      figure(`${name}: server, vs. ${reconstruction} of 848 MB`, two, other),
      figure(`${name}: two threads, vs. one`, two, one),
      figure(`${name}: two threads, vs. half of the processor time`, two, (ofServer + median(ofClient)) / 2),
    );
  }
  const [compressed, whitened] = [taken.get(COMPRESSED)!, taken.get(WHITENED)!];
  return [...figures, figure(`${COMPRESSED}, vs. whitened`, compressed, whitened)];
}
