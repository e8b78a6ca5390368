import { closeSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { raidFile, type TestScan } from "../test/support/siemens-file.ts";
import { protocolText, smallProtocol } from "../test/support/siemens-protocol.ts";
import type { Figure, Setting } from "./bench.ts";
import { interleaved } from "./measure.ts";
import { timed } from "./peers.ts";
import { cli } from "./server.ts";

const cases = [
  { name: "32 coils, 512 samples", coils: 32, samples: 512, bytes: 1e9 },
  { name: "8 coils, 256 samples", coils: 8, samples: 256, bytes: 5e8 },
] as const;

/** Siemens raw data to MRD, as a command: the rate includes its start. */
export async function convert({ folder, rounds }: Setting): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, ...options } of cases) {
    const [input, output] = [join(folder, "meas.dat"), join(folder, "scan.h5")];
    writeMeasurement(input, options);
    const { seconds } = await interleaved(rounds, {
      seconds: () => {
        rmSync(output, { force: true });
        return timed(process.execPath, [cli, "convert", input, output]);
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
