import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved, median } from "./measure.ts";
import { BenchServer, root } from "./server.ts";

/** This version and another one: start, memory, latency, and a long session. */
export async function versions({ folder, rounds, other }: Setting): Promise<Figure[]> {
  if (other === undefined) throw new Error("'versions' needs '--other': the folder of another version, with its build");
  const [short, long] = [join(folder, "short.h5"), join(folder, "long.h5")];
  await writePhantom(short, { matrix: 256, coils: 8, repetitions: 2 });
  await writePhantom(long, { matrix: 256, coils: 8, repetitions: 100 });
  const [fast, slow, series] = [await loadStream(short), await loadStream(short, 0), await loadStream(long)];
  const measure = async (version: string) => {
    const server = await BenchServer.ofVersion(version);
    const idle = server.residentMegabytes();
    const first = await feed(server.port, "default", fast);
    await server.warm();
    const last = await feed(server.port, "default", slow, { paceMs: 2 });
    await server.stop();
    const another = await BenchServer.ofVersion(version); // whose process has no memory of an earlier session
    const { seconds } = await feed(another.port, "default", series);
    await pause(500); // The session's report comes after its CLOSE.
    await another.stop();
    return [
      server.listeningMs,
      idle,
      first.firstImageMs,
      last.lastImageMs,
      last.lastImageBeginsMs,
      seconds,
      another.sessions.at(-1)!.peakMegabytes,
    ];
  };
  const taken: { readonly here: number[][]; readonly there: number[][] } = { here: [], there: [] };
  await interleaved(rounds, {
    here: async () => taken.here.push(await measure(root)),
    there: async () => taken.there.push(await measure(other)),
  });
  const names = [
    ["start to listening", "ms"],
    ["resident while idle, with one standby process", "MB"],
    ["8 coils: connect to first image", "ms"],
    ["8 coils: last readout to image, a readout every 2 ms", "ms"],
    ["8 coils: last readout to the image's first byte", "ms"],
    ["8 coils, 100 repetitions", "s"],
    ["8 coils, 100 repetitions: peak memory of the session", "MB"],
  ] as const;
  return names.map(([name, unit], i) => {
    const [larmor, before] = [taken.here, taken.there].map((all) => median(all.map((each) => each[i]!)));
    return {
      name: `this and another version: ${name}`,
      unit,
      larmor: larmor!,
      other: before!,
      ratio: before! / larmor!,
    };
  });
}
