import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream, type Stream } from "./feed.ts";
import { interleaved, median } from "./measure.ts";
import { reconstruction, timeReconstruction } from "./peers.ts";
import { BenchServer } from "./server.ts";

const CHAIN = "default";
const SIZE = 128;
const COILS = 8;
/** Of a volume, without oversampling; as in the reports of sessions, a megabyte is 2^20 bytes. */
const KSPACE_MEGABYTES = (8 * SIZE ** 3 * COILS) / 2 ** 20;
/** Goals: milliseconds from the last readout to the image, and memory relative to that of the k-space. */
const GOAL_MS = 250;
const GOAL_MEMORY = 1.3;

/** Volumes of 128³ and 8 coils, with all threads and with one. The unit of time is that of a long measurement. */
export async function volumes({ folder, rounds }: Setting): Promise<Figure[]> {
  const [long, three, one, small] = ["long.h5", "three.h5", "one.h5", "small.h5"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  const volume = { matrix: SIZE, partitions: SIZE, coils: COILS };
  await writePhantom(long, { matrix: 256, coils: 8, repetitions: 100 });
  await writePhantom(three, { ...volume, repetitions: 3 });
  await writePhantom(one, volume);
  await writePhantom(small, { matrix: 64, coils: COILS });
  const [series, single, slice] = [await loadStream(three), await loadStream(one), await loadStream(small)];
  const servers = [await BenchServer.start(), await BenchServer.start("--threads", "1")] as const;
  const through = async (server: BenchServer, stream: Stream) => {
    await server.warm();
    return feed(server.port, CHAIN, stream);
  };
  const lastImageOf = async (server: BenchServer) => {
    await server.warm();
    return (await feed(server.port, CHAIN, single, { paceMs: 1 })).lastImageMs;
  };
  const measured = await interleaved(rounds, {
    unit: () => timeReconstruction(long),
    all: async () => (await through(servers[0], series)).seconds,
    one: async () => (await through(servers[1], series)).seconds,
    lastOfAll: () => lastImageOf(servers[0]),
    lastOfOne: () => lastImageOf(servers[1]),
  });
  await Promise.all(servers.map((server) => server.stop()));
  const memory = [await memoryOf([], single, slice), await memoryOf(["--threads", "1"], single, slice)] as const;
  const of = (name: string, unit: string, larmor: number, other: number | undefined): Figure => ({
    ...{ name, larmor, unit },
    ...(other !== undefined && { other, ratio: other / larmor }),
  });
  const limit = GOAL_MEMORY * KSPACE_MEGABYTES;
  return [
    of(`128³, 8 coils, 3 volumes, vs. ${reconstruction} of 848 MB`, "s", measured.all!, measured.unit),
    of("the same with one thread", "s", measured.one!, measured.unit),
    of(`128³, 8 coils: last readout to image, vs. ${GOAL_MS} ms`, "ms", measured.lastOfAll!, GOAL_MS),
    of("the same with one thread", "ms", measured.lastOfOne!, GOAL_MS),
    of(`128³, 8 coils: memory added, vs. ${GOAL_MEMORY} times its k-space`, "MB", memory[0], limit),
    of("the same with one thread", "MB", memory[1], limit),
  ];
}

/** The peak memory of sessions of a volume, less that of sessions of a small image, each in a new process. */
async function memoryOf(options: readonly string[], volume: Stream, slice: Stream): Promise<number> {
  const server = await BenchServer.start("--sessions-per-process", "1", ...options);
  const added: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    for (const stream of [slice, volume]) {
      await server.warm();
      await feed(server.port, CHAIN, stream);
      await pause(500); // The session's report comes after its CLOSE.
    }
    const [small, large] = server.sessions.slice(-2).map(({ peakMegabytes }) => peakMegabytes);
    added.push(large! - small!);
  }
  await server.stop();
  return median(added);
}
