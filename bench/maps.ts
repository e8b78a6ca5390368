import { rmSync } from "node:fs";
import { join } from "node:path";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { timed } from "./peers.ts";
import { BenchServer, command } from "./server.ts";

const CHAIN = "Generic_Cartesian_FFT";
const REPETITIONS = 10;

/** Gadgetron's chain with coil maps of each image: 256², as fast as a server accepts it, and from file to file. */
export async function maps({ folder, rounds }: Setting): Promise<Figure[]> {
  const path = join(folder, "maps.h5");
  const results = join(folder, "results.h5");
  const servers = { one: await BenchServer.start("--threads", "1"), all: await BenchServer.start() };
  const figures: Figure[] = [];
  for (const coils of [8, 32]) {
    rmSync(path, { force: true });
    await writePhantom(path, { matrix: 256, coils, repetitions: REPETITIONS, noiseReadouts: 8 });
    const stream = await loadStream(path);
    const through = async (server: BenchServer) => {
      await server.warm();
      return (await feed(server.port, CHAIN, stream)).seconds;
    };
    const seconds = await interleaved(rounds, {
      one: () => through(servers.one),
      all: () => through(servers.all),
      run: () => {
        rmSync(results, { force: true });
        return timed(command, ["run", path, "-o", results, "-c", CHAIN, "--threads", "1"]);
      },
    });
    const name = `${CHAIN}, 256², ${coils} coils, ${REPETITIONS} images`;
    figures.push(
      { name: `${name}: one thread`, larmor: seconds.one!, unit: "s" },
      {
        name: `${name}: all threads, vs. one`,
        larmor: seconds.all!,
        unit: "s",
        other: seconds.one!,
        ratio: seconds.one! / seconds.all!,
      },
      { name: `${name}: larmor run with one thread`, larmor: seconds.run!, unit: "s" },
    );
  }
  await Promise.all(Object.values(servers).map((server) => server.stop()));
  return figures;
}
