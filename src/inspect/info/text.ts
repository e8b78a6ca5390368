import type { Encoding, EncodingSpace, Limit, MrdHeader } from "../../mrd/index.ts";
import { findingText } from "../../recon/checks/index.ts";
import { counted } from "../../text/index.ts";
import type { ArrayInfo, GroupInfo } from "./group.ts";
import type { Spread } from "./ranges.ts";
import type { ReadoutSummary } from "./readouts.ts";
import type { SeriesInfo, WaveformSummary } from "./series.ts";

/** A line of the report: its depth, title and content. */
type Line = readonly [depth: number, title: string, content?: string | undefined];

const TITLE_WIDTH = 18;
const CONFIG_LENGTH = 200;

/** A report as text, one item per line. */
export function formatGroup(info: GroupInfo): string {
  const lines: Line[] = [
    [0, `group ${info.name}`],
    ...(info.header ? headerLines(info.header) : [[1, "header", info.headerProblem ?? "none (dataset xml)"] as const]),
    ...readoutLines(info),
    ...info.findings.map((finding): Line => [1, finding.weight, findingText(finding)]),
    ...info.waveforms.map((waveform) => waveformLine(waveform, info.header)),
    ...info.series.map(seriesLine),
    ...arrayLines(info.arrays),
    [1, "config", info.config && shortened(info.config)],
    [1, "config_file", info.configFile],
    [1, "configAdditional", info.configAdditional && shortened(info.configAdditional)],
  ];
  return (
    lines
      .filter(([depth, , content]) => depth === 0 || content)
      .map(([depth, title, content = ""]) => `${"  ".repeat(depth)}${title.padEnd(TITLE_WIDTH - 2 * depth)} ${content}`)
      // What a file says must neither break the lines nor steer the terminal.
      .map((line) => line.replaceAll(/\p{Cc}+/gu, " ").trimEnd())
      .join("\n")
  );
}

function headerLines(header: MrdHeader): Line[] {
  const { subjectInformation, measurementInformation: measurement, acquisitionSystemInformation: system } = header;
  const { systemFieldStrengthT: field, receiverChannels: channels } = system ?? {};
  const frequency = header.experimentalConditions?.h1ResonanceFrequencyHz;
  const { tr, te, ti, flipAngleDeg } = header.sequenceParameters ?? {};
  return [
    [1, "protocol", measurement?.protocolName],
    [1, "measurement", listed(measurement?.measurementId, measurement?.patientPosition)],
    ...(measurement?.measurementDependency ?? []).map(
      ({ dependencyType, measurementId }): Line => [1, "depends on", listed(dependencyType, measurementId)],
    ),
    [1, "subject", subjectInformation?.patientId],
    [
      1,
      "system",
      listed(
        [system?.systemVendor, system?.systemModel].filter(Boolean).join(" "),
        field !== undefined && `${field} T`,
        frequency !== undefined && `${frequency / 1e6} MHz`,
        channels !== undefined && counted(channels, "channel"),
        system?.institutionName,
      ),
    ],
    [
      1,
      "sequence",
      listed(series("TR", tr, "ms"), series("TE", te, "ms"), series("TI", ti, "ms"), series("flip", flipAngleDeg, "°")),
    ],
    ...header.encoding.flatMap(encodingLines),
  ];
}

function encodingLines(encoding: Encoding, index: number): Line[] {
  const { accelerationFactor, calibrationMode } = encoding.parallelImaging ?? {};
  const { kspaceEncodingStep1 = 1, kspaceEncodingStep2 = 1 } = accelerationFactor ?? {};
  const limits = Object.entries(encoding.encodingLimits) as [string, Limit | undefined][];
  return [
    [1, `encoding ${index}`, encoding.trajectory ?? "no trajectory given"],
    [2, "encoded", spaceText(encoding.encodedSpace)],
    [2, "recon", spaceText(encoding.reconSpace)],
    [2, "limits", listed(...limits.map(([name, limit]) => limit && limit.maximum > 0 && limitText(name, limit)))],
    [
      2,
      "acceleration",
      accelerationFactor && listed(`${kspaceEncodingStep1} × ${kspaceEncodingStep2}`, calibrationMode),
    ],
  ];
}

function readoutLines({ readouts: { count, noise, encodings } }: GroupInfo): Line[] {
  return [
    [1, "readouts", String(count)],
    ...(noise ? kindLines("noise", noise) : []),
    ...encodings.flatMap((encoding) => kindLines(`encoding ${encoding.encodingSpaceRef}`, encoding)),
  ];
}

function kindLines(title: string, { count, facts, counters, flags }: ReadoutSummary): Line[] {
  const { numberOfSamples, activeChannels, sampleTimeUs, trajectoryDimensions, discardPre, discardPost } = facts;
  const discarded = discardPre.maximum > 0 || discardPost.maximum > 0;
  return [
    [
      2,
      title,
      listed(
        counted(count, "readout"),
        spread(numberOfSamples, "sample"),
        spread(activeChannels, "channel"),
        `dwell ${spreadText(sampleTimeUs)} µs`,
        trajectoryDimensions.maximum > 0 && `trajectory of ${spread(trajectoryDimensions, "dimension")}`,
        discarded && `discards ${spreadText(discardPre)} before and ${spreadText(discardPost)} after`,
      ),
    ],
    [
      3,
      "counters",
      listed(...Object.entries(counters).map(([name, { minimum, maximum }]) => `${name} ${minimum}..${maximum}`)),
    ],
    [3, "flags", listed(...Object.entries(flags).map(([name, times]) => `${name} ${times}`))],
  ];
}

function waveformLine({ waveformId, count, ...facts }: WaveformSummary, header: MrdHeader | undefined): Line {
  const content = listed(
    header?.waveformInformation[waveformId]?.waveformName,
    counted(count, "message"),
    spread(facts.channels, "channel"),
    spread(facts.numberOfSamples, "sample"),
    `dwell ${spreadText(facts.sampleTimeUs)} µs`,
  );
  return [1, `waveform ${waveformId}`, content];
}

function seriesLine({ name, count, matrixSize, channels, dataType, imageTypes, values, notFinite }: SeriesInfo): Line {
  const types = Object.entries(imageTypes).map(([type, times]) => (times === count ? type : `${times} ${type}`));
  const content = listed(
    counted(count, "image"),
    matrixSize?.join(" × "),
    channels !== undefined && counted(channels, "channel"),
    dataType,
    ...types,
    values && `values ${rounded(values.minimum)}..${rounded(values.maximum)}`,
    notFinite > 0 && `${notFinite} values not finite`,
  );
  return [1, name, content];
}

function arrayLines(arrays: readonly ArrayInfo[]): Line[] {
  if (arrays.length === 0) return [];
  const lines = arrays.map(({ name, shape, dataType }): Line => [2, name, `${shape.join(" × ")}; ${dataType}`]);
  return [[1, "arrays", String(arrays.length)], ...lines];
}

function spaceText({ matrixSize, fieldOfViewMm }: EncodingSpace): string {
  const xyz = ({ x, y, z }: { x: number; y: number; z: number }) => `${x} × ${y} × ${z}`;
  return `${xyz(matrixSize)} over ${xyz(fieldOfViewMm)} mm`;
}

function limitText(name: string, { minimum, maximum, center }: Limit): string {
  return `${name} ${minimum}..${maximum}${center > 0 ? ` (centre ${center})` : ""}`;
}

/** Values with their noun. */
function spread(range: Spread, noun: string): string {
  return range.minimum === range.maximum ? counted(range.minimum, noun) : `${spreadText(range)} ${noun}s`;
}

function spreadText({ minimum, maximum, values }: Spread): string {
  return values?.map(rounded).join(", ") ?? `${rounded(minimum)}..${rounded(maximum)}`;
}

function series(name: string, values: readonly number[] | undefined, unit: string): string | undefined {
  return values?.length ? `${name} ${values.join(", ")} ${unit}` : undefined;
}

function listed(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join("; ");
}

/** Rounded to the precision of a float32. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function shortened(text: string): string {
  return text.length > CONFIG_LENGTH ? `${text.slice(0, CONFIG_LENGTH)}… (${text.length} characters)` : text;
}
