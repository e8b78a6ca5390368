import { formatHeader } from "../../mrd/index.ts";
import type { Remarks } from "../raw/index.ts";
import { SourceError } from "../source/index.ts";
import type { DataVector, ListFile } from "./list-file.ts";

/** Vectors of one readout: the same but for their channel. */
export type Readout = readonly DataVector[];

/** Types of vectors that become readouts. REJ was rejected by the scanner, FRC and FRX correct frequencies. */
export const readoutTypes = new Set(["STD", "NOI", "NAV", "PHC", "PHX"]);

/** Lines along an axis of k-space. */
export interface Axis {
  readonly minimum: number;
  readonly maximum: number;
  readonly oversampling: number;
  /** Distance of lines on the grid: the SENSE factor if it is an integer. */
  readonly step: number;
}

/** The scan as its list describes it. */
export interface Scan {
  readonly kx: Axis;
  readonly ky: Axis;
  readonly kz: Axis;
  readonly channels: number;
  readonly readoutCount: number;
  /** Numbers of values of the attributes that become counters. */
  readonly counts: Readonly<Record<"mix" | "dyn" | "card" | "echo" | "loca" | "extr1" | "extr2" | "aver", number>>;
}

/** Groups vectors that follow each other and differ in their channel alone. */
export function* readoutsIn(list: ListFile): Generator<Readout> {
  let group: DataVector[] = [];
  let key = "";
  for (const vector of list.vectors()) {
    const { chan, offset, ...rest } = vector.attributes;
    const own = chan === undefined ? `${vector.at}` : `${vector.type} ${Object.values(rest).join(" ")}`;
    if (own !== key || group.some(({ attributes }) => attributes.chan === chan)) {
      if (group.length > 0) yield group;
      group = [];
    }
    key = own;
    group.push(vector);
  }
  if (group.length > 0) yield group;
}

/** Reads the whole index. @throws SourceError `malformed`, `unsupported` */
export function scanOf(list: ListFile, remarks: Remarks): Scan {
  const names = ["mix", "dyn", "card", "echo", "loca", "extr1", "extr2", "aver"] as const;
  const counts = Object.fromEntries(names.map((name) => [name, 1])) as Record<(typeof names)[number], number>;
  const ranges = { ky: [0, 0], kz: [0, 0] };
  let [readoutCount, channels, samples] = [0, 0, 0];
  for (const group of readoutsIn(list)) {
    const [{ type, attributes }] = group as [DataVector];
    if (attributes.size === undefined || !readoutTypes.has(type)) continue;
    readoutCount += 1;
    if (type !== "STD") continue;
    channels = Math.max(channels, group.length);
    samples ||= attributes.size / 8;
    for (const name of names) counts[name] = Math.max(counts[name], (attributes[name] ?? 0) + 1);
    for (const name of ["ky", "kz"] as const) {
      const value = attributes[name] ?? 0;
      ranges[name] = [Math.min(ranges[name][0]!, value), Math.max(ranges[name][1]!, value)];
    }
  }
  if (samples === 0) throw new SourceError("malformed", `${list.path} lists no standard data vectors (STD)`);
  const { general } = list.header;
  if (!general.has("kx_range") && (general.has("t_range") || general.has("F-resolution")))
    throw new SourceError("unsupported", `${list.path} lists spectra, which larmor convert does not read`);
  const kx = general.get("kx_range") ?? [-Math.floor(samples / 2), samples - Math.floor(samples / 2) - 1];
  return {
    kx: axisOf(list, "X", [kx[0]!, kx[1]!], remarks),
    ky: axisOf(list, "Y", ranges.ky, remarks),
    kz: axisOf(list, "Z", ranges.kz, remarks),
    channels,
    readoutCount,
    counts,
  };
}

/** @param found the range of the values in the index, which the general information may exceed */
function axisOf(list: ListFile, axis: "X" | "Y" | "Z", found: readonly number[], remarks: Remarks): Axis {
  const name = `k${axis.toLowerCase()}`;
  const value = (key: string) => list.header.general.get(key);
  const range = value(`${name}_range`) ?? found;
  const sense = value(`${axis}-direction SENSE factor`)?.[0] ?? 1;
  const isWhole = Math.abs(sense - Math.round(sense)) < 1e-3;
  if (!isWhole)
    remarks.add(
      "warning",
      `the SENSE factor along ${axis} is ${sense}: its lines are not on the grid of a full matrix, so images are folded`,
    );
  return {
    minimum: Math.min(range[0]!, found[0]!),
    maximum: Math.max(range[1]!, found[1]!),
    oversampling: value(`${name}_oversample_factor`)?.[0] ?? 1,
    step: isWhole && axis !== "X" ? Math.max(1, Math.round(sense)) : 1,
  };
}

/** Lines that the matrix has, centered at 0. */
function extentOf({ minimum, maximum, step }: Axis): number {
  return minimum === maximum ? 1 : 2 * Math.max(-minimum, maximum + 1) * step;
}

export function headerOf(list: ListFile, { kx, ky, kz, channels, counts }: Scan): string {
  const [x, y, z] = [kx, ky, kz].map(extentOf) as [number, number, number];
  const recon = [kx, ky, kz].map((axis) => Math.max(1, Math.round(extentOf(axis) / axis.oversampling)));
  const space = (sizes: readonly number[], fields: readonly number[]) => ({
    matrixSize: { x: sizes[0]!, y: sizes[1]!, z: sizes[2]! },
    fieldOfViewMm: { x: fields[0]!, y: fields[1]!, z: fields[2]! },
  });
  const limit = (count: number) => ({ minimum: 0, maximum: count - 1, center: 0 });
  const lines = ({ minimum, maximum, step }: Axis) => ({
    minimum: 0,
    maximum: (maximum - minimum) * step,
    center: -minimum * step,
  });
  const accelerated = ky.step > 1 || kz.step > 1;
  return formatHeader({
    measurementInformation: { protocolName: list.header.comments.get("Scan name") },
    acquisitionSystemInformation: { systemVendor: "Philips", receiverChannels: channels },
    experimentalConditions: { h1ResonanceFrequencyHz: 0 },
    encoding: [
      {
        encodedSpace: space([x, y, z], [x, y, z]),
        reconSpace: space(recon, recon),
        encodingLimits: {
          kspaceEncodingStep1: lines(ky),
          kspaceEncodingStep2: lines(kz),
          average: limit(counts.aver),
          slice: limit(counts.loca),
          contrast: limit(counts.echo),
          phase: limit(counts.card),
          repetition: limit(counts.dyn),
          set: limit(counts.mix * counts.extr1 * counts.extr2),
        },
        trajectory: "cartesian",
        ...(accelerated && {
          parallelImaging: {
            accelerationFactor: { kspaceEncodingStep1: ky.step, kspaceEncodingStep2: kz.step },
            calibrationMode: "external",
          },
        }),
      },
    ],
  });
}
