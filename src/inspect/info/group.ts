import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { MrdError, type MrdHeader, parseHeader } from "../../mrd/index.ts";
import { type ReadoutsSummary, summarizeReadouts } from "./readouts.ts";
import { type SeriesInfo, summarizeSeries, summarizeWaveforms, type WaveformSummary } from "./series.ts";

/** What a group of an MRD file holds. Goes into JSON as it is. */
export interface GroupInfo {
  readonly name: string;
  /** The MRD header, where there is one that can be read. */
  readonly header?: MrdHeader;
  /** Why the header that there is can't be read. */
  readonly headerProblem?: string;
  readonly readouts: ReadoutsSummary;
  readonly waveforms: readonly WaveformSummary[];
  readonly series: readonly SeriesInfo[];
  /** Names of other numeric arrays. */
  readonly arrays: readonly string[];
  /** Texts that name, hold or parametrize a configuration. */
  readonly config?: string;
  readonly configFile?: string;
  readonly configAdditional?: string;
}

/**
 * Looks through a group once, a batch of messages at a time: memory does not grow with the file.
 * @throws StorageError as the group's generators
 */
export function inspectGroup(group: MrdGroup): GroupInfo {
  const { name, config, configFile, configAdditional } = group;
  return {
    name,
    ...readHeader(group),
    readouts: summarizeReadouts(group.acquisitions()),
    waveforms: summarizeWaveforms(group.waveforms()),
    series: group.series.map((series) => summarizeSeries(series.name, group.images(series.name))),
    arrays: group.arrays,
    ...(config !== undefined && { config }),
    ...(configFile !== undefined && { configFile }),
    ...(configAdditional !== undefined && { configAdditional }),
  };
}

/** Files without a measurement hold whatever their writer found, such as `Dummy XML header`: that is no reason to stop. */
function readHeader({ header }: MrdGroup): Pick<GroupInfo, "header" | "headerProblem"> {
  if (header === undefined) return {};
  try {
    return { header: parseHeader(header) };
  } catch (error) {
    if (error instanceof MrdError) return { headerProblem: error.message };
    throw error;
  }
}
