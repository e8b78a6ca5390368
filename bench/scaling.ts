import { join } from "node:path";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { BenchServer } from "./server.ts";

const base = { matrix: 256, coils: 8, repetitions: 25, slices: 1 };

/** How the time grows with the data, and how much two sessions slow each other down. */
export async function scaling({ folder, rounds }: Setting): Promise<Figure[]> {
  const figures: Figure[] = [];
  const server = await BenchServer.start("--threads", "1");
  const load = async (options: typeof base) => {
    const path = join(folder, `${Object.values(options).join("-")}.h5`);
    await writePhantom(path, options);
    return loadStream(path);
  };
  const time = async (stream: Awaited<ReturnType<typeof load>>) => {
    await server.warm();
    return (await feed(server.port, "default", stream)).seconds;
  };
  const streams = {
    once: await load(base),
    repetitions: await load({ ...base, repetitions: 4 * base.repetitions }),
    coils: await load({ ...base, coils: 4 * base.coils }),
    slices: await load({ ...base, slices: 4 }),
  };
  const seconds = await interleaved(rounds, {
    once: () => time(streams.once),
    repetitions: () => time(streams.repetitions),
    coils: () => time(streams.coils),
    slices: () => time(streams.slices),
  });
  figures.push({ name: "25 repetitions, 8 coils, 1 slice", larmor: seconds.once!, unit: "s" });
  for (const what of ["repetitions", "coils", "slices"] as const) {
    const ratio = seconds[what]! / seconds.once!;
    figures.push({ name: `four times the ${what}`, larmor: seconds[what]!, unit: "s", other: seconds.once!, ratio });
  }

  await server.stop();
  const pair = await BenchServer.start("--threads", "1", "--standby", "2");
  const one = () => feed(pair.port, "default", streams.repetitions);
  const timeWarm = async (feeds: () => Promise<unknown>) => {
    await pair.warm(2);
    const started = performance.now();
    await feeds();
    return (performance.now() - started) / 1000;
  };
  const two = await interleaved(rounds, {
    apart: async () => (await timeWarm(one)) + (await timeWarm(one)),
    together: () => timeWarm(() => Promise.all([one(), one()])),
  });
  await pair.stop();
  const ratio = two.apart! / two.together!;
  figures.push({
    name: "two sessions of one thread, together and separately",
    larmor: two.together!,
    unit: "s",
    other: two.apart!,
    ratio,
  });
  return figures;
}
