// Our figures beside a peer's, measured in turn in one run: npm run bench [-- repetitions]
// The peer is ISMRMRD's offline reconstruction (Debian: ismrmrd-tools); without it, its column is left out.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writePhantom } from "../src/tools/phantom/index.ts";
import { feed, loadStream } from "./feed.ts";

const cli = fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));
const peer = "ismrmrd_recon_cartesian_2d";
const rounds = Number(process.argv[2] ?? 5);

const cases = [
  { name: "256², 8 coils, 100 repetitions", chain: "default", options: { matrix: 256, coils: 8, repetitions: 100 } },
  {
    name: "256², 32 coils, noise, 10 repetitions",
    chain: "cartesian",
    options: { matrix: 256, coils: 32, repetitions: 10, noiseReadouts: 8 },
  },
] as const;

const folder = mkdtempSync(join(tmpdir(), "larmor-bench-"));
const server = spawn(process.execPath, [cli, "serve", "-p", "0", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
try {
  const [line] = (await once(server.stdout, "data")) as [Buffer];
  const port = Number(/listening on [^:]+:(\d+)/.exec(line.toString())![1]);
  const rows = [];
  for (const { name, chain, options } of cases) rows.push(await measure(name, chain, options, port));
  console.table(rows);
  writeFileSync(new URL("last.json", import.meta.url), `${JSON.stringify(rows, null, 2)}\n`);
} finally {
  server.kill("SIGKILL");
  rmSync(folder, { recursive: true });
}

async function measure(name: string, chain: string, options: Parameters<typeof writePhantom>[1], port: number) {
  const path = join(folder, "measurement.h5");
  rmSync(path, { force: true });
  await writePhantom(path, options);
  const stream = await loadStream(path);
  const [ours, theirs, first, last]: number[][] = [[], [], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const timing = await feed(port, chain, stream);
    ours!.push(timing.seconds);
    first!.push(timing.firstImageMs);
    last!.push(timing.lastImageMs);
    const seconds = timePeer(path);
    if (seconds !== undefined) theirs!.push(seconds);
  }
  const seconds = median(ours!);
  return {
    case: `${name} (${chain})`,
    "server s": round(seconds),
    "MB/s": Math.round(stream.bytes / 1e6 / seconds),
    "first image ms": Math.round(median(first!)),
    "last readout to image ms": Math.round(median(last!)),
    [`${peer} s`]: theirs!.length > 0 ? round(median(theirs!)) : "not installed",
    ratio: theirs!.length > 0 ? round(median(theirs!) / seconds) : "",
  };
}

/** Seconds that the peer takes for the file as a whole process; it writes into the file, so it gets a copy. */
function timePeer(path: string): number | undefined {
  const copy = join(folder, "copy.h5");
  copyFileSync(path, copy);
  const started = performance.now();
  try {
    execFileSync(peer, [copy], { stdio: "ignore" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return (performance.now() - started) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
