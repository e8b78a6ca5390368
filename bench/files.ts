import { rmSync } from "node:fs";
import { join } from "node:path";
import { MrdFile, MrdFileWriter } from "../src/formats/mrd-hdf5/index.ts";
import { AcquisitionHeader } from "../src/mrd/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { interleaved } from "./measure.ts";
import { timeH5py } from "./peers.ts";

const COILS = 8;
const SAMPLES = 512;
const READOUT_BYTES = 8 * COILS * SAMPLES;

/**
 * Writes readouts to a file and reads them, compared with h5py in batches of 256, and checks that memory does not grow
 * over 5 GB.
 */
export async function files({ folder, rounds }: Setting): Promise<Figure[]> {
  const path = join(folder, "readouts.h5");
  const megabytes = 800;
  let theirRead: number | undefined;
  const seconds = await interleaved(rounds, {
    write: () => write(path, megabytes),
    read: () => read(path),
    theirWrite: () => {
      const timing = timeH5py(join(folder, "h5py.h5"), megabytes);
      theirRead = timing?.read;
      return timing?.write;
    },
    theirRead: () => theirRead,
  });
  const comparison = (name: string, larmor: number, other: number | undefined): Figure => ({
    name,
    larmor,
    unit: "s",
    ...(other !== undefined && { other, ratio: other / larmor }),
  });
  const before = process.memoryUsage.rss();
  await write(path, 5000);
  const written = process.memoryUsage.rss();
  await read(path);
  const after = process.memoryUsage.rss();
  rmSync(path);
  return [
    comparison(`${megabytes} MB written, vs. h5py`, seconds.write!, seconds.theirWrite),
    comparison(`${megabytes} MB read, vs. h5py`, seconds.read!, seconds.theirRead),
    { name: "memory that 5 GB written add", larmor: (written - before) / 1e6, unit: "MB" },
    { name: "memory that 5 GB read add", larmor: (after - written) / 1e6, unit: "MB" },
  ];
}

async function write(path: string, megabytes: number): Promise<number> {
  rmSync(path, { force: true });
  const started = performance.now();
  const writer = await MrdFileWriter.create(path);
  const data = new Float32Array(READOUT_BYTES / 4).map((_, i) => Math.sin(i));
  const header = AcquisitionHeader.of({ activeChannels: COILS, numberOfSamples: SAMPLES });
  const readout = { kind: "acquisition", header, trajectory: new Float32Array(0), data } as const;
  for (let bytes = 0; bytes < megabytes * 1e6; bytes += READOUT_BYTES) writer.append(readout);
  writer.close();
  return (performance.now() - started) / 1000;
}

async function read(path: string): Promise<number> {
  const started = performance.now();
  const file = await MrdFile.open(path);
  let samples = 0;
  for (const { data } of file.group().acquisitions({ reuse: true })) samples += data.length;
  file.close();
  if (samples === 0) throw new Error(`${path} is empty`);
  return (performance.now() - started) / 1000;
}
