import type { Metadata } from "h5wasm/node";
import { AcquisitionHeader, type RecordLayout, WaveformHeader } from "../../mrd/index.ts";
import type { H5File } from "./h5-file.ts";
import { dataTypeOf } from "./pixels.ts";
import { isText } from "./texts.ts";

export const textNames = ["xml", "config", "config_file", "configAdditional"] as const;
/** The name of a text that a scanner stored with the measurement. Only Larmor writes and reads these. */
type ProtocolName = `protocol_${string}`;
/** Names of the text datasets of a group. */
export type TextName = (typeof textNames)[number] | ProtocolName;

/** Whether a name in a group is reserved by MRD. */
export function isReserved(name: string): boolean {
  return name === "data" || name === "waveforms" || isTextName(name) || /^image_\d/.test(name);
}

const seriesDatasets = ["header", "attributes", "data"];

/** Contents of a group of an HDF5 file, classified by MRD's names and types. */
export interface GroupContents {
  readonly texts: readonly TextName[];
  readonly acquisitions: Metadata | undefined;
  readonly waveforms: Metadata | undefined;
  readonly series: readonly { readonly name: string; readonly count: number }[];
  /** Names of numeric arrays, in MRD's data types. */
  readonly arrays: readonly string[];
  /** Names of other groups, which may hold measurements. */
  readonly subgroups: readonly string[];
  /** Paths of contents that MRD does not define. */
  readonly undefinedPaths: readonly string[];
}

/** Whether a group is a measurement. Numeric arrays alone do not make one: any HDF5 file may have them. */
export function isMeasurement({ texts, acquisitions, waveforms, series }: GroupContents): boolean {
  return texts.length > 0 || series.length > 0 || acquisitions !== undefined || waveforms !== undefined;
}

/**
 * Classifies the contents of a group without reading its data.
 * @param group its path with a leading slash; empty for the root
 */
export function groupContents(file: H5File, group: string): GroupContents {
  const texts: TextName[] = [];
  const series: { name: string; count: number }[] = [];
  const arrays: string[] = [];
  const subgroups: string[] = [];
  const undefinedPaths: string[] = [];
  let acquisitions: Metadata | undefined;
  let waveforms: Metadata | undefined;
  for (const name of file.names(group || "/")) {
    const path = `${group}/${name}`;
    const kind = file.kind(path);
    const metadata = kind === "dataset" ? file.metadata(path) : undefined;
    if (kind === "group" && isSeries(file, path)) {
      series.push({ name, count: file.metadata(`${path}/header`).total_size });
      undefinedPaths.push(...undefinedInSeries(file, path));
    } else if (kind === "group") {
      subgroups.push(name);
    } else if (metadata && isRows(metadata) && name === "data") {
      acquisitions = metadata;
      undefinedPaths.push(...undefinedMembers(metadata, ["traj", "data"], AcquisitionHeader.layout, path));
    } else if (metadata && isRows(metadata) && name === "waveforms") {
      waveforms = metadata;
      undefinedPaths.push(...undefinedMembers(metadata, ["data"], WaveformHeader.layout, path));
    } else if (metadata && isTextName(name) && isText(metadata)) texts.push(name);
    else if (metadata && isArray(metadata)) arrays.push(name);
    else undefinedPaths.push(path);
  }
  return { texts, acquisitions, waveforms, series, arrays, subgroups, undefinedPaths };
}

function isSeries(file: H5File, path: string): boolean {
  const names = file.names(path);
  if (names.includes("xml") || !names.includes("header") || !names.includes("data")) return false;
  if (["header", "data"].some((name) => file.kind(`${path}/${name}`) !== "dataset")) return false;
  return !isRows(file.metadata(`${path}/data`));
}

function undefinedInSeries(file: H5File, path: string): string[] {
  const names = file.names(path).filter((name) => !seriesDatasets.includes(name));
  return names.map((name) => `${path}/${name}`);
}

/** Members of the rows that a message cannot represent. */
function undefinedMembers(rows: Metadata, sequences: readonly string[], layout: RecordLayout, path: string): string[] {
  const members = rows.compound_type!.members;
  const head = members.find(({ name }) => name === "head")?.compound_type?.members ?? [];
  const known = new Set(layout.members.map((member) => member.path[0]));
  return [
    ...members.filter(({ name }) => name !== "head" && !sequences.includes(name)).map(({ name }) => name),
    ...head.filter(({ name }) => !known.has(name)).map(({ name }) => `head.${name}`),
  ].map((name) => `member ${name} of ${path}`);
}

function isTextName(name: string): name is TextName {
  return (textNames as readonly string[]).includes(name) || isProtocolName(name);
}

/** Whether a text is one that a scanner stored with the measurement. */
export function isProtocolName(name: string): name is ProtocolName {
  return /^protocol_[^/]+$/.test(name);
}

/** Whether a dataset has rows with a header, in whatever shape. */
function isRows({ shape, compound_type }: Metadata): boolean {
  return shape !== null && (compound_type?.members.some((member) => member.name === "head") ?? false);
}

function isArray(metadata: Metadata): boolean {
  return dataTypeOf(metadata) !== undefined && (metadata.shape?.length ?? 0) > 0 && metadata.total_size > 0;
}
