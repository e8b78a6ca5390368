import { acceptedKinds, type Chain } from "../chain/index.ts";
import { inOrder, MrdFile } from "../formats/mrd-hdf5/index.ts";
import { type DryRun, dryRun } from "../inspect/explain/index.ts";
import { noiseStore } from "./composition.ts";
import { version } from "./package-root.ts";
import { machineMostBytes } from "./settings/limits.ts";
import { withProgress } from "./terminal/progress.ts";

interface DryRunFileOptions {
  readonly inGroup?: string | undefined;
  readonly noiseFolder: string;
  readonly noiseMaxAge: number;
}

/** Runs a chain on the measurement of a file without computing images. @throws StorageError */
export async function dryRunFile(path: string, chain: Chain, options: DryRunFileOptions): Promise<DryRun> {
  const file = await MrdFile.open(path);
  try {
    const group = file.group(options.inGroup);
    const waveforms = acceptedKinds(chain).has("waveform");
    const images = group.series.reduce((sum, { count }) => sum + count, 0);
    const total = group.acquisitionCount + (waveforms ? group.waveformCount : 0) + images;
    const messages = withProgress(inOrder(group, { waveforms }), { label: "explaining", total, unit: "message" });
    return await dryRun(chain, messages, {
      header: group.header,
      noise: noiseStore({ folder: options.noiseFolder, maxAgeHours: options.noiseMaxAge }),
      maxBytes: machineMostBytes,
      version,
    });
  } finally {
    file.close();
  }
}
