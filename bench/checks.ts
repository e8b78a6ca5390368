import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type PhantomOptions, writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { BenchServer, command, cpuSecondsOf } from "./server.ts";

const CHAIN = "cartesian";
/** Sessions may spend this part of their processor time on checks. */
const LIMIT = 0.02;

const cases: readonly { readonly name: string; readonly options: PhantomOptions }[] = [
  { name: "256², 8 coils, 43 images", options: { matrix: 256, coils: 8, repetitions: 43 } },
  { name: "64², 8 coils, 600 images", options: { matrix: 64, coils: 8, repetitions: 600 } },
];

const alone = fileURLToPath(new URL("checks-alone.ts", import.meta.url));

/**
 * The processor time that the checks of headers, counters, samples and missing lines take by themselves, compared with 2 %
 * of what makes them: a session of a server, whose process is warm, and `larmor run`, which compiles them first.
 */
export async function checks({ folder, rounds }: Setting): Promise<Figure[]> {
  const path = join(folder, "measurement.h5");
  const results = join(folder, "results.h5");
  const figures: Figure[] = [];
  for (const { name, options } of cases) {
    rmSync(path, { force: true });
    await writePhantom(path, options);
    const stream = await loadStream(path);
    const server = await BenchServer.start("--threads", "1");
    let taken: { readonly compiling: number; readonly compiled: number } = { compiling: 0, compiled: 0 };
    const seconds = await interleaved(rounds, {
      compiling: () => {
        const output = execFileSync(process.execPath, ["--import", "jiti/register", alone, path], { encoding: "utf8" });
        taken = JSON.parse(output);
        return taken.compiling;
      },
      compiled: () => taken.compiled,
      session: async () => {
        await feed(server.port, CHAIN, stream);
        await server.warm(); // by then it has reported the session, too
        return server.sessions.at(-1)!.cpuSeconds;
      },
      run: () => {
        rmSync(results, { force: true });
        const before = cpuSecondsOf(process.pid);
        execFileSync(command, ["run", path, "-o", results, "-c", CHAIN, "--threads", "1"], {
          stdio: "ignore",
        });
        return cpuSecondsOf(process.pid) - before;
      },
    });
    await server.stop();
    const comparison = (what: string, own: number, other: number): Figure => ({
      name: `${name}: checks, vs. 2 % of the processor time of ${what}`,
      larmor: 1000 * own,
      unit: "ms",
      other: 1000 * LIMIT * other,
      ratio: (LIMIT * other) / own,
    });
    figures.push(
      comparison("a session", seconds.compiled!, seconds.session!),
      comparison("larmor run, with their compilation", seconds.compiling!, seconds.run!),
    );
  }
  return figures;
}
