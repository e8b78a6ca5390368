import { formatHeader, type MrdHeader } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { type H5File, isComplexFloat } from "../mrd-hdf5/index.ts";
import { type Remarks, withoutPatient } from "../raw/index.ts";
import { SourceError } from "../source/index.ts";

/** Where the readouts of a file are. */
export interface LineLayout {
  readonly slices: number;
  readonly coils: number;
  readonly samples: number;
  /** Extent of the phase axis. */
  readonly width: number;
  /** Columns of the array that were sampled, with the number of their line. */
  readonly columns: readonly { readonly column: number; readonly line: number }[];
  /** Lines around the center that were all sampled although others were not. */
  readonly calibration: { readonly first: number; readonly last: number } | undefined;
  /** Distance of the other lines, if it is always the same. */
  readonly acceleration: number;
}

/**
 * The columns of the array are the lines of the encoded matrix, with zeros where the limits of the header name no line:
 * line 0 is at half of the matrix minus the center of the limits.
 * @throws SourceError `malformed`
 */
export function lineLayout(file: H5File, names: readonly string[], header: MrdHeader, remarks: Remarks): LineLayout {
  const metadata = file.metadata("kspace");
  const shape = metadata.shape ?? [];
  if (shape.length < 3 || shape.length > 4 || shape.includes(0) || !isComplexFloat(metadata))
    throw new SourceError("malformed", `${file.path}: kspace is not [slice][coil][readout][phase] of complex floats`);
  const [slices, coils, samples, width] = shape.length === 3 ? [shape[0]!, 1, ...shape.slice(1)] : shape;
  const { matrixSize } = header.encoding[0]!.encodedSpace;
  const limits = header.encoding[0]!.encodingLimits.kspaceEncodingStep1;
  const fits = limits !== undefined && matrixSize.y === width && limits.maximum < width!;
  if (!fits)
    remarks.add(
      "warning",
      `the header's limits of lines do not fit an array of ${width} columns: all columns are lines`,
    );
  const shift = fits ? Math.floor(width! / 2) - limits.center : 0;
  const lineCount = fits ? limits.maximum + 1 : width!;
  const mask = names.includes("mask") ? maskOf(file, width!) : undefined;
  const columns = Array.from({ length: lineCount }, (_, line) => ({ line, column: line + shift })).filter(
    ({ column }) => column >= 0 && column < width! && (mask?.[column] ?? true),
  );
  if (columns.length === 0) throw new SourceError("malformed", `${file.path}: mask leaves no lines`);
  const center = fits ? limits.center : Math.floor(width! / 2);
  const lines = columns.map(({ line }) => line);
  const undersampled = lines.length < lineCount;
  if (undersampled) remarks.add("info", `mask: ${lines.length} of ${counted(lineCount, "line")} were sampled`);
  const calibration = undersampled ? blockAround(center, new Set(lines)) : undefined;
  const acceleration = undersampled ? regularDistance(lines, calibration) : 1;
  return { slices: slices!, coils: coils!, samples: samples!, width: width!, columns, calibration, acceleration };
}

function maskOf(file: H5File, width: number): readonly boolean[] {
  const metadata = file.metadata("mask");
  const { shape, size } = metadata;
  const extents = shape ?? [];
  if (extents.reduce((product, extent) => product * extent, 1) !== width)
    throw new SourceError(
      "malformed",
      `${file.path}: mask has not one value per column of kspace, of which there are ${width}`,
    );
  return file.read("mask", metadata, { offset: extents.map(() => 0), count: extents }, (heap, start) =>
    Array.from({ length: width }, (_, i) =>
      heap.subarray(start + i * size, start + (i + 1) * size).some((byte) => byte !== 0),
    ),
  );
}

function blockAround(center: number, lines: ReadonlySet<number>): LineLayout["calibration"] {
  if (!lines.has(center)) return undefined;
  let [first, last] = [center, center];
  while (lines.has(first - 1)) first -= 1;
  while (lines.has(last + 1)) last += 1;
  return last > first ? { first, last } : undefined;
}

/** The distance of the lines outside of the calibration, if all are on one lattice; otherwise 1. */
function regularDistance(lines: readonly number[], calibration: LineLayout["calibration"]): number {
  const { first, last } = calibration ?? { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  const outer = lines.filter((line) => line < first || line > last);
  const distances = outer.slice(1).map((line, i) => line - outer[i]!);
  const distance = Math.min(...distances);
  const isLattice = distances.every((each) => each % distance === 0);
  const isComplete = outer
    .slice(1)
    .every((line, i) => line - outer[i]! === distance || (outer[i]! < first && line > last));
  return Number.isFinite(distance) && isLattice && isComplete ? distance : 1;
}

/** The header of the file, with what differs in the array. */
export function sampledHeader(header: MrdHeader, layout: LineLayout, remarks: Remarks): string {
  const [encoding, ...others] = header.encoding;
  const { coils, samples, width, slices, calibration, acceleration } = layout;
  const { encodedSpace, encodingLimits } = encoding!;
  if (encodedSpace.matrixSize.x !== samples)
    remarks.add(
      "warning",
      `readouts have ${counted(samples, "sample")}, and the header says ${encodedSpace.matrixSize.x}`,
    );
  const system = header.acquisitionSystemInformation;
  const isEmulated = coils === 1 && (system?.receiverChannels ?? 1) > 1;
  if (isEmulated) remarks.add("info", `one coil was emulated of ${system!.receiverChannels}: coil labels are left out`);
  const fits = encodedSpace.matrixSize.y === width;
  const all = { minimum: 0, maximum: width - 1, center: Math.floor(width / 2) };
  const factor = { kspaceEncodingStep1: acceleration, kspaceEncodingStep2: 1 };
  const parallelImaging =
    acceleration > 1
      ? ({ accelerationFactor: factor, calibrationMode: calibration === undefined ? "other" : "embedded" } as const)
      : { accelerationFactor: { kspaceEncodingStep1: 1, kspaceEncodingStep2: 1 } };
  return formatHeader(
    withoutPatient({
      ...header,
      acquisitionSystemInformation: isEmulated
        ? { ...system, receiverChannels: 1, coilLabel: [] }
        : { ...system, receiverChannels: coils },
      encoding: [
        {
          ...encoding!,
          encodedSpace: { ...encodedSpace, matrixSize: { ...encodedSpace.matrixSize, x: samples, y: width } },
          encodingLimits: {
            ...encodingLimits,
            kspaceEncodingStep1: fits ? encodingLimits.kspaceEncodingStep1 : all,
            slice: { minimum: 0, maximum: slices - 1, center: Math.floor(slices / 2) },
          },
          trajectory: encoding!.trajectory ?? "cartesian",
          parallelImaging,
        },
        ...others,
      ],
    }),
  );
}
