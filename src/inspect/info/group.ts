import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { type Acquisition, dataTypeName, MrdError, type MrdHeader, parseHeader } from "../../mrd/index.ts";
import { byWeight, type Finding, MeasurementCheck } from "../../recon/checks/index.ts";
import { type ReadoutsSummary, summarizeReadouts } from "./readouts.ts";
import { type SeriesInfo, summarizeSeries, summarizeWaveforms, type WaveformSummary } from "./series.ts";

type Follow = <T>(messages: Iterable<T>, count: number) => Iterable<T>;

/** Contents of a group of an MRD file. Written to JSON as it is. */
export interface GroupInfo {
  readonly name: string;
  /** The MRD header, if there is one that can be parsed. */
  readonly header?: MrdHeader;
  /** Why an existing header cannot be parsed. */
  readonly headerProblem?: string;
  readonly readouts: ReadoutsSummary;
  /** What in header and readouts spoils images, by weight; `larmor doctor` looks at all samples as well. */
  readonly findings: readonly Finding[];
  readonly waveforms: readonly WaveformSummary[];
  readonly series: readonly SeriesInfo[];
  /** Other numeric arrays, such as those that taps save. */
  readonly arrays: readonly ArrayInfo[];
  /** Texts that contain, name or parametrize a configuration. */
  readonly config?: string;
  readonly configFile?: string;
  readonly configAdditional?: string;
}

/** A numeric array. */
export interface ArrayInfo {
  readonly name: string;
  /** Slowest axis first. */
  readonly shape: readonly number[];
  readonly dataType: string;
}

/**
 * Reads a group once, a batch of messages at a time: memory does not grow with the file.
 * @param follow passes on all messages of one kind, to show how far it is
 * @throws StorageError as the group's generators
 */
export function inspectGroup(group: MrdGroup, follow: Follow = (messages) => messages): GroupInfo {
  const { name, config, configFile, configAdditional } = group;
  const read = readHeader(group);
  const check = read.header && new MeasurementCheck(read.header, { readsSamples: false });
  const readouts = summarizeReadouts(checked(follow(group.acquisitions(), group.acquisitionCount), check));
  return {
    name,
    ...read,
    readouts,
    findings: readouts.count === 0 ? [] : byWeight(check?.findings() ?? []),
    waveforms: summarizeWaveforms(follow(group.waveforms(), group.waveformCount)),
    series: group.series.map((each) => summarizeSeries(each.name, follow(group.images(each.name), each.count))),
    arrays: group.arrays.map((array) => {
      const { shape, dataType } = group.arrayForm(array);
      return { name: array, shape, dataType: dataTypeName(dataType) };
    }),
    ...(config !== undefined && { config }),
    ...(configFile !== undefined && { configFile }),
    ...(configAdditional !== undefined && { configAdditional }),
  };
}

function* checked(readouts: Iterable<Acquisition>, check: MeasurementCheck | undefined): Generator<Acquisition> {
  for (const readout of readouts) {
    check?.add(readout);
    yield readout;
  }
}

/** The header may be a placeholder such as `Dummy XML header`, which is not an error. */
function readHeader({ header }: MrdGroup): Pick<GroupInfo, "header" | "headerProblem"> {
  if (header === undefined) return {};
  try {
    return { header: parseHeader(header) };
  } catch (error) {
    if (error instanceof MrdError) return { headerProblem: error.message };
    throw error;
  }
}
