import { execFileSync } from "node:child_process";
import { MrdFile } from "../../../src/formats/mrd-hdf5/index.ts";
import { serialize } from "../../../src/mrd/index.ts";
import { compileWithLibismrmrd } from "../../support/libismrmrd.ts";
import { runPython, skipReason } from "../../support/peers.ts";
import { CHANNELS, countedImage, countedReadout, SAMPLES, SERIES_IMAGES } from "./counted-messages.ts";
import type { KilledFile } from "./killed-writer.ts";

/** What a judge reads from a file. */
interface Found {
  readonly readouts: number;
  /** `undefined` if the judge reads only readouts. */
  readonly images?: number;
  /** Whether they are the first ones written, bit for bit. */
  readonly good: boolean;
}

type Judge = (paths: readonly string[]) => Found[] | Promise<Found[]>;

/** The installed judges, always including Larmor's reader, and why others are missing. */
export interface Judges {
  readonly judges: ReadonlyMap<string, Judge>;
  readonly missing: readonly string[];
}

/** @param folder for compiled programs */
export function prefixJudges(folder: string): Judges {
  const judges = new Map<string, Judge>([["Larmor", readByLarmor]]);
  const missing: string[] = [];
  const noPython = skipReason("python");
  if (noPython === undefined) judges.set("h5py", readByH5py);
  else missing.push(`no h5py: ${noPython}`);
  const noCompiler = skipReason("g++");
  const source = new URL("libismrmrd-prefix.cpp", import.meta.url);
  const program = noCompiler === undefined ? compileWithLibismrmrd(source, folder) : undefined;
  if (program !== undefined) judges.set("libismrmrd", (paths) => readByLibismrmrd(program, paths));
  else missing.push(`no libismrmrd: ${noCompiler ?? "libismrmrd-dev is not installed"}`);
  return { judges, missing };
}

/** Problems that judges report for files. */
export async function issuesOf(files: readonly KilledFile[], { judges }: Judges): Promise<string[]> {
  const issues: string[] = [];
  for (const [name, judge] of judges) {
    let found: Found[];
    try {
      found = await judge(files.map(({ path }) => path));
    } catch (error) {
      issues.push(`${name} fails on one of ${files.map(({ path }) => path).join(", ")}: ${(error as Error).message}`);
      continue;
    }
    for (const [i, { path, afterMs, readouts, images, sent }] of files.entries()) {
      const held = found[i]!;
      const complain = (what: string) => issues.push(`${name}, ${path}, killed after ${afterMs} ms: ${what}`);
      if (!held.good) complain("not what was written");
      if (held.readouts < readouts) complain(`${held.readouts} readouts, ${readouts} were committed`);
      if (held.readouts > (sent ?? Number.POSITIVE_INFINITY)) complain(`${held.readouts} readouts, ${sent} were sent`);
      if ((held.images ?? images) < images) complain(`${held.images} images, ${images} were committed`);
    }
  }
  return issues;
}

async function readByLarmor(paths: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const path of paths) {
    const file = await MrdFile.open(path);
    const group = file.group();
    let [readouts, images, good] = [0, 0, Boolean(group.header)];
    for (const readout of group.acquisitions()) {
      good &&= bytesOf(readout).equals(bytesOf(countedReadout(readouts)));
      readouts += 1;
    }
    for (let series = 0; series < group.series.length; series += 1) {
      for (const image of group.images(`image_${series}`)) {
        good &&= bytesOf(image).equals(bytesOf(countedImage(images)));
        images += 1;
      }
    }
    good &&= readouts === group.acquisitionCount;
    found.push({ readouts, images, good });
    file.close();
  }
  return found;
}

function bytesOf(message: Parameters<typeof serialize>[0]): Buffer {
  return Buffer.concat(serialize(message));
}

const h5pyReads = `
import sys, h5py, numpy
head = numpy.frombuffer(bytes.fromhex(sys.argv[1]), numpy.uint8)
numbers = numpy.arange(${2 * SAMPLES * CHANNELS}, dtype=numpy.float32)
for path in sys.argv[2:]:
    with h5py.File(path, "r") as f:
        g = f["dataset"]
        good = len(g["xml"][0]) > 0
        held = len(g["data"]) if "data" in g else 0
        for start in range(0, held, 256):
            rows = g["data"][start:start + 256]
            heads = rows["head"].copy()
            good = good and (heads["scan_counter"] == start + numpy.arange(len(rows))).all()
            heads["scan_counter"] = 0
            good = good and all(h.tobytes() == head.tobytes() for h in heads)
            good = good and all(len(row["traj"]) == 0 and row["data"].tobytes() == (numbers + start + i).tobytes() for i, row in enumerate(rows))
        images = 0
        for k in range(sum(name.startswith("image_") for name in g)):
            s = g["image_%d" % k]
            count = len(s["header"])
            n = ${SERIES_IMAGES} * k + numpy.arange(count)
            good = good and (s["header"][:]["image_index"] == n).all() and (s["data"][:count] == n.reshape(-1, 1, 1, 1, 1)).all()
            good = good and list(s["attributes"][:count]) == [b"<ismrmrdMeta>%d</ismrmrdMeta>" % i for i in n]
            images += count
        print(held, images, good)
`;

function readByH5py(paths: readonly string[]): Found[] {
  const [, header] = serialize(countedReadout(0));
  const lines = runPython(h5pyReads, [Buffer.from(header!).toString("hex"), ...paths])
    .trim()
    .split("\n");
  return lines.map((line) => {
    const [readouts, images, good] = line.split(" ");
    return { readouts: Number(readouts), images: Number(images), good: good === "True" };
  });
}

function readByLibismrmrd(program: string, paths: readonly string[]): Found[] {
  const lines = execFileSync(program, paths, { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [readouts, good] = line.split(" ");
    return { readouts: Number(readouts), good: good === "good" };
  });
}
