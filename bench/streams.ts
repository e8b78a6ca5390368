import { rmSync } from "node:fs";
import { join } from "node:path";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { reconstruction, timed, timeLimits, timeReconstruction } from "./peers.ts";
import { BenchServer, command } from "./server.ts";

const cases = [
  { name: "8 coils", chain: "default", options: { matrix: 256, coils: 8, repetitions: 100 } },
  {
    name: "32 coils, noise",
    chain: "cartesian",
    options: { matrix: 256, coils: 32, repetitions: 10, noiseReadouts: 8 },
  },
] as const;

/**
 * Whole measurements of 256² through the server and from file to file, compared with ISMRMRD's offline reconstruction.
 */
export async function streams({ folder, rounds }: Setting): Promise<Figure[]> {
  const path = join(folder, "measurement.h5");
  const results = join(folder, "results.h5");
  const figures: Figure[] = [];
  for (const { name, chain, options } of cases) {
    rmSync(path, { force: true });
    await writePhantom(path, options);
    const stream = await loadStream(path);
    const recordings = join(folder, "recordings");
    const servers = {
      all: await BenchServer.start(),
      recording: await BenchServer.start("--record", recordings),
    };
    const through = async (server: BenchServer) => {
      await server.warm();
      return (await feed(server.port, chain, stream)).seconds;
    };
    const larmor = (...args: string[]) => {
      rmSync(results, { force: true });
      return timed(command, [...args, "-o", results, "-c", chain]);
    };
    const seconds = await interleaved(rounds, {
      server: () => through(servers.all),
      recording: async () => {
        const taken = await through(servers.recording);
        rmSync(recordings, { recursive: true });
        return taken;
      },
      other: () => timeReconstruction(path),
      run: () => larmor("run", path),
      send: () => larmor("send", path, "-p", String(servers.all.port)),
    });
    const report = servers.all.sessions[0]!;
    if (name === "8 coils") {
      await servers.all.warm();
      await feed(servers.all.port, chain, stream, { times: 10 });
    }
    await Promise.all(Object.values(servers).map((server) => server.stop()));

    const megabytes = stream.bytes / 1e6;
    const comparison = (what: string, larmor: number, other: number | undefined): Figure => ({
      name: `${name}: ${what}`,
      larmor,
      unit: "s",
      ...(other !== undefined && { other, ratio: other / larmor }),
    });
    const limits = timeLimits(options.repetitions, options.coils, options.matrix);
    figures.push(
      comparison(`server, vs. ${reconstruction}`, seconds.server!, seconds.other),
      comparison(`larmor run, vs. ${reconstruction}`, seconds.run!, seconds.other),
      { name: `${name}: larmor send`, larmor: seconds.send!, unit: "s" },
      comparison("server with --record, vs. without", seconds.recording!, seconds.server),
      comparison("server, vs. only FFTW's transforms on one core", seconds.server!, limits?.transforms),
      { name: `${name}: server`, larmor: megabytes / seconds.server!, unit: "MB/s" },
      { name: `${name}: processor time of the session`, larmor: report.cpuSeconds, unit: "s" },
      { name: `${name}: peak memory of the session`, larmor: report.peakMegabytes, unit: "MB" },
    );
    if (name === "8 coils") {
      const ten = servers.all.sessions.at(-1)!.peakMegabytes;
      figures.push({ name: `${name}: peak memory, ten times as long`, larmor: ten, unit: "MB" });
    }
  }
  return figures;
}
