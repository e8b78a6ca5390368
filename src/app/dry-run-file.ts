import type { Chain } from "../chain/index.ts";
import { inOrder, MrdFile, withParts } from "../formats/mrd-hdf5/index.ts";
import type { MeasurementSource } from "../formats/source/index.ts";
import { type DryRun, dryRun } from "../inspect/explain/index.ts";
import { noiseStore } from "./composition.ts";
import { imagesIn, partsFor } from "./measurement-parts.ts";
import { mrdOrOtherHdf5, otherSource } from "./other-source.ts";
import { version } from "./package-root.ts";
import { machineMostBytes } from "./settings/limits.ts";
import { withProgress } from "./terminal/progress.ts";

interface DryRunFileOptions {
  readonly inGroup?: string | undefined;
  readonly measurement?: number | undefined;
  readonly noiseFolder: string;
  readonly noiseMaxAge: number;
}

/** Runs a chain on the measurement of a file without computing images. @throws StorageError */
export async function dryRunFile(path: string, chain: Chain, options: DryRunFileOptions): Promise<DryRun> {
  const selection = { group: options.inGroup, measurement: options.measurement };
  const file = (await otherSource(path, selection)) ?? (await mrdOrOtherHdf5(path, selection));
  if (!(file instanceof MrdFile)) return dryRunSource(file, chain, options);
  try {
    const group = file.group(options.inGroup);
    const parts = partsFor(chain, group);
    const imageCount = group.series.reduce((sum, { count }) => sum + count, 0);
    const waveforms = parts.waveforms ? group.waveformCount : 0;
    const total = group.acquisitionCount + waveforms + imagesIn({ imageCount }, parts);
    const messages = withProgress(inOrder(group, parts), { label: "explaining", total, unit: "message" });
    return await dryRun(chain, messages, { header: group.header, ...services(options) });
  } finally {
    file.close();
  }
}

async function dryRunSource(source: MeasurementSource, chain: Chain, options: DryRunFileOptions): Promise<DryRun> {
  try {
    const { acquisitions, waveforms, images } = source.counts();
    const parts = partsFor(chain, { acquisitionCount: acquisitions });
    const total = acquisitions + (parts.waveforms ? waveforms : 0) + imagesIn({ imageCount: images }, parts);
    const taken = withParts(source.messages(), parts);
    const messages = withProgress(taken, { label: "explaining", total, unit: "message" });
    return await dryRun(chain, messages, { header: source.header, ...services(options) });
  } finally {
    source.close();
  }
}

function services({ noiseFolder, noiseMaxAge }: DryRunFileOptions) {
  return {
    noise: noiseStore({ folder: noiseFolder, maxAgeHours: noiseMaxAge }),
    maxBytes: machineMostBytes,
    version,
  };
}
