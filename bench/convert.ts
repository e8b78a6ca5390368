import { closeSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { MrdFileWriter } from "../src/formats/mrd-hdf5/index.ts";
import { formatHeader } from "../src/mrd/index.ts";
import { encodingOf, gaussian, headerOf, image } from "../src/testing/index.ts";
import { raidFile, type TestScan } from "../test/support/siemens-file.ts";
import { protocolText, smallProtocol } from "../test/support/siemens-protocol.ts";
import type { Figure, Setting } from "./bench.ts";
import { interleaved } from "./measure.ts";
import { timed } from "./peers.ts";
import { command } from "./server.ts";

const cases = [
  { name: "32 coils, 512 samples", coils: 32, samples: 512, bytes: 1e9 },
  { name: "8 coils, 256 samples", coils: 8, samples: 256, bytes: 5e8 },
] as const;

const IMAGES = 1000;
/** The goal for all images, in seconds. */
const GOAL = 10;

/** Files to other formats, as a command: the times include its start. */
export async function convert(setting: Setting): Promise<Figure[]> {
  return [...(await siemens(setting)), ...(await dicom(setting))];
}

/** Float images of 256² with attributes to single DICOM files, on one core. */
async function dicom({ folder, rounds }: Setting): Promise<Figure[]> {
  const [input, output] = [join(folder, "images.h5"), join(folder, "dicom/")];
  const writer = await MrdFileWriter.create(input, { group: "dataset" });
  writer.writeHeader(formatHeader(headerOf(encodingOf({ encoded: [256, 256, 1], recon: [256, 256, 1] }))));
  const geometry = { readDir: [1, 0, 0], phaseDir: [0, 1, 0], sliceDir: [0, 0, 1] };
  for (let i = 0; i < IMAGES; i++) {
    const fields = {
      ...geometry,
      matrixSize: [256, 256, 1],
      fieldOfView: [256, 256, 2],
      position: [0, 0, 2 * (i % 20)],
    };
    const pixels = gaussian(256 ** 2, i).map((value) => Math.abs(1000 * value));
    writer.append(image(pixels, { ...fields, slice: i % 20, repetition: Math.floor(i / 20), imageIndex: i + 1 }));
  }
  writer.close();
  const { seconds } = await interleaved(rounds, {
    seconds: () => {
      rmSync(output, { recursive: true, force: true });
      return timed("taskset", ["-c", "0", command, "convert", input, output]);
    },
  });
  const files = readdirSync(output).length;
  if (files !== IMAGES) throw new Error(`${files} DICOM files of ${IMAGES} images`);
  rmSync(input);
  return [
    {
      name: `${IMAGES} images of 256² to DICOM on one core, vs. the goal`,
      larmor: seconds!,
      unit: "s",
      other: GOAL,
      ratio: GOAL / seconds!,
    },
  ];
}

/** Siemens raw data to MRD. */
async function siemens({ folder, rounds }: Setting): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, ...options } of cases) {
    const [input, output] = [join(folder, "meas.dat"), join(folder, "scan.h5")];
    writeMeasurement(input, options);
    const { seconds } = await interleaved(rounds, {
      seconds: () => {
        rmSync(output, { force: true });
        return timed(command, ["convert", input, output]);
      },
    });
    const megabytes = statSync(input).size / 1e6;
    // The goal is 300 MB/s.
    const rate = megabytes / seconds!;
    figures.push({
      name: `Siemens raw data to MRD, ${name}`,
      larmor: rate,
      unit: "MB/s",
      other: 300,
      ratio: rate / 300,
    });
    for (const path of [input, output]) rmSync(path);
  }
  return figures;
}

/** Repeats the readouts of a small measurement. Their counters do not matter here. */
function writeMeasurement(
  path: string,
  { coils, samples, bytes }: { readonly coils: number; readonly samples: number; readonly bytes: number },
): void {
  const data = Array.from({ length: coils }, (_, coil) =>
    Array.from({ length: 2 * samples }, (_, i) => Math.sin(coil + i)),
  );
  const scans: TestScan[] = [{ data }];
  const small = raidFile([{ buffers: { Meas: protocolText(smallProtocol) }, scans }]);
  const start = Number(small.readBigUInt64LE(16));
  const header = start + small.readUInt32LE(start);
  const length = 192 + coils * (32 + 8 * samples);
  const readout = small.subarray(header, header + length);
  const count = Math.floor(bytes / length);
  small.writeBigUInt64LE(BigInt(header - start + count * length + 352), 24);
  const file = openSync(path, "w");
  writeSync(file, small.subarray(0, header));
  for (let i = 0; i < count; i++) writeSync(file, readout);
  writeSync(file, small.subarray(header + length, header + length + 352));
  closeSync(file);
}
