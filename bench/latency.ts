import { join } from "node:path";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { median } from "./measure.ts";
import { BenchServer } from "./server.ts";

/**
 * Latency: the first image of a fast stream, the last image of a stream at a scanner's pace, and the start of the
 * server.
 */
export async function latency({ folder, rounds }: Setting): Promise<Figure[]> {
  const path = join(folder, "repetitions.h5");
  await writePhantom(path, { matrix: 256, coils: 8, repetitions: 2 });
  const fast = await loadStream(path);
  const readouts = await loadStream(path, 0);
  const starts: number[] = [];
  const idle: number[] = [];
  const first: number[] = [];
  const last: Awaited<ReturnType<typeof feed>>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const server = await BenchServer.start();
    starts.push(server.listeningMs);
    idle.push(server.residentMegabytes());
    first.push((await feed(server.port, "default", fast)).firstImageMs);
    await server.warm();
    last.push(await feed(server.port, "default", readouts, { paceMs: 2 }));
    await server.stop();
  }
  return [
    { name: "server: start to listening", larmor: median(starts), unit: "ms" },
    { name: "server: resident while idle, with one standby process", larmor: median(idle), unit: "MB" },
    { name: "8 coils: connect to first image", larmor: median(first), unit: "ms" },
    {
      name: "8 coils: last readout to image, a readout every 2 ms",
      larmor: median(last.map((each) => each.lastImageMs)),
      unit: "ms",
    },
    {
      name: "8 coils: last readout to the image's first byte",
      larmor: median(last.map((each) => each.lastImageBeginsMs)),
      unit: "ms",
    },
  ];
}
