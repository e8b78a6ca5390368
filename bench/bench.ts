// Compares Larmor with other programs, alternating between them in one run: npm run bench [-- --rounds 5] [--only
// streams,latency,…] [--against <git ref>] [--other <folder of another version>] [--gadgetron <port>]. Comparisons with
// programs that are not installed are skipped. docs/performance.md explains the method.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { accelerated } from "./accelerated.ts";
import { checks } from "./checks.ts";
import { coils } from "./coils.ts";
import { convert } from "./convert.ts";
import { epi } from "./epi.ts";
import { files } from "./files.ts";
import { gadgetron } from "./gadgetron.ts";
import { latency } from "./latency.ts";
import { live } from "./live.ts";
import { maps } from "./maps.ts";
import { nufft } from "./nufft.ts";
import { radial } from "./radial.ts";
import { scaling } from "./scaling.ts";
import { sense } from "./sense.ts";
import { sessions } from "./sessions.ts";
import { streams } from "./streams.ts";
import { threads } from "./threads.ts";
import { versions } from "./versions.ts";
import { viewer } from "./viewer.ts";
import { volumes } from "./volumes.ts";

/** One figure; the goal is a ratio of at least 1. */
export interface Figure {
  readonly name: string;
  readonly larmor: number;
  readonly unit: string;
  readonly other?: number;
  readonly ratio?: number;
}

/** Working folder and number of rounds of a part of the benchmark. */
export interface Setting {
  readonly folder: string;
  readonly rounds: number;
  /** The folder of another version of the project, with its build. */
  readonly other: string | undefined;
  /** The port of a Gadgetron that is running on this machine. */
  readonly gadgetron: number | undefined;
}

const parts = {
  streams,
  threads,
  volumes,
  coils,
  latency,
  sessions,
  checks,
  accelerated,
  maps,
  sense,
  nufft,
  radial,
  epi,
  scaling,
  files,
  viewer,
  convert,
  live,
  versions,
  gadgetron,
};
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string" },
    against: { type: "string" },
    other: { type: "string" },
    gadgetron: { type: "string" },
  },
});

const last = new URL("last.json", import.meta.url);
const figures: Figure[] = [];
const needed = { versions: values.other, gadgetron: values.gadgetron };
const all = Object.keys(parts).filter((name) => !(name in needed) || needed[name as keyof typeof needed] !== undefined);
const setting = {
  rounds: Number(values.rounds),
  other: values.other,
  gadgetron: values.gadgetron === undefined ? undefined : Number(values.gadgetron),
};
for (const name of values.only?.split(",") ?? all) {
  const part = parts[name as keyof typeof parts];
  if (part === undefined) throw new Error(`no part '${name}'; there are: ${Object.keys(parts).join(", ")}`);
  const folder = mkdtempSync(join(tmpdir(), "larmor-bench-"));
  try {
    const partFigures = await part({ folder, ...setting });
    console.log(`\n${name}`);
    console.table(partFigures.map(rounded), ["name", "larmor", "unit", "other", "ratio"]);
    figures.push(...partFigures);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
if (values.against !== undefined) compare(figures, values.against);
writeFileSync(last, `${JSON.stringify(figures.map(rounded), null, 2)}\n`);

/**
 * Prints the figures next to those recorded in a commit. They are from another run: only large changes are significant.
 */
function compare(figures: readonly Figure[], ref: string): void {
  const text = execFileSync("git", ["show", `${ref}:bench/last.json`], { encoding: "utf8" });
  const before = new Map((JSON.parse(text) as Figure[]).map((figure) => [figure.name, figure.larmor]));
  console.log(`\nagainst ${ref}`);
  console.table(
    figures
      .filter(({ name }) => before.has(name))
      .map(({ name, larmor, unit }) => ({
        name,
        larmor,
        unit,
        before: before.get(name),
        change: larmor / before.get(name)!,
      }))
      .map(rounded),
  );
}

function rounded<T extends object>(row: T): T {
  const entries = Object.entries(row).map(([key, value]) => [
    key,
    typeof value === "number" ? Number(value.toPrecision(3)) : value,
  ]);
  return Object.fromEntries(entries) as T;
}
