import { existsSync, readFileSync } from "node:fs";
import { formatHeader } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { Remarks, readoutSource } from "../raw/index.ts";
import { type MeasurementSource, SourceError, type SourceFormat } from "../source/index.ts";
import { BartArray, baseName, type DimensionName, dimensionNames, extentsOf } from "./array.ts";
import { type BartLayout, counterDimensions, readoutsOf } from "./readouts.ts";

/**
 * Arrays of BART (`.cfl` and `.hdr`) with k-space. They have only dimensions, so the header is made of these. Lines of
 * zeros were not sampled.
 */
export const bartSource: SourceFormat = {
  name: "BART k-space",
  files: ".cfl with .hdr",
  recognises: ({ path }) => {
    const header = `${baseName(path)}.hdr`;
    if (!/\.(cfl|hdr)$/i.test(path) || !existsSync(header)) return false;
    return extentsOf(readFileSync(header, "latin1").slice(0, 1000)) !== undefined;
  },
  open: async (path, { trajectory }) => [open(path, trajectory)],
};

/** Dimensions of k-space: samples, lines, coils, and those that become counters. */
const used: readonly DimensionName[] = ["READ", "PHS1", "PHS2", "COIL", ...counterDimensions.keys()];

function open(path: string, trajectoryPath: string | undefined): MeasurementSource {
  const remarks = new Remarks();
  const array = new BartArray(path);
  const trajectory = trajectoryPath === undefined ? undefined : new BartArray(trajectoryPath);
  const close = () => {
    array.close();
    trajectory?.close();
  };
  try {
    const layout = layoutOf(array, trajectory);
    const { announced, stored } = array.sizes;
    if (stored > announced)
      remarks.add(
        "warning",
        `${array.path} has ${counted(stored - announced, "byte")} more than its dimensions say`,
        announced,
      );
    remarks.add("info", "BART's arrays store no times, positions, flags and frequencies");
    remarks.add("warning", "field of view: 1 mm per pixel is assumed");
    const acquisitions = countOf(layout);
    return readoutSource({
      name: baseName(path).split("/").at(-1)!,
      header: headerOf(layout),
      remarks,
      counts: { acquisitions, waveforms: 0, images: 0 },
      messages: () => readoutsOf(layout, remarks),
      close,
    });
  } catch (error) {
    close();
    throw error;
  }
}

/** @throws SourceError `unsupported`, `malformed` */
function layoutOf(array: BartArray, trajectory: BartArray | undefined): BartLayout {
  const other = dimensionNames.find((name) => !used.includes(name) && array.extent(name) > 1);
  if (other !== undefined) {
    const problem = `${array.path} has ${counted(array.extent(other), "element")} along ${other}: it is not plain k-space`;
    throw new SourceError("unsupported", `${problem}; choose one with 'bart slice ${dimensionNames.indexOf(other)} 0'`);
  }
  const [read, phase1, phase2] = (["READ", "PHS1", "PHS2"] as const).map((name) => array.extent(name)) as [
    number,
    number,
    number,
  ];
  const coils = array.extent("COIL");
  if (read > 1 && trajectory === undefined)
    return {
      array,
      coils,
      samples: read,
      sampleDimension: "READ",
      lines: phase1,
      lineDimension: "PHS1",
      partitions: phase2,
      trajectory: undefined,
    };
  if (trajectory === undefined)
    throw new SourceError(
      "unsupported",
      `${array.path} has one sample along READ, as non-Cartesian k-space: name the array of its trajectory with --trajectory`,
    );
  const [axes, samples, lines] = (["READ", "PHS1", "PHS2"] as const).map((name) => trajectory.extent(name));
  if (axes !== 3 || samples !== phase1 || lines !== phase2 || read !== 1) {
    const shapes = `its dimensions are ${axes} × ${samples} × ${lines}, those of k-space ${read} × ${phase1} × ${phase2}`;
    throw new SourceError("malformed", `${trajectory.path} is not the trajectory of ${array.path}: ${shapes}`);
  }
  return {
    array,
    coils,
    samples: phase1,
    sampleDimension: "PHS1",
    lines: phase2,
    lineDimension: "PHS2",
    partitions: 1,
    trajectory,
  };
}

function countOf({ array, lines, partitions }: BartLayout): number {
  return [...counterDimensions.keys()].reduce((product, name) => product * array.extent(name), lines * partitions);
}

function headerOf(layout: BartLayout): string {
  const { array, coils, samples, lines, partitions, trajectory } = layout;
  const [x, y, z] = trajectory === undefined ? [samples, lines, partitions] : extentOfTrajectory(trajectory);
  const space = { matrixSize: { x, y, z }, fieldOfViewMm: { x, y, z } };
  const limit = (count: number, center = 0) => ({ minimum: 0, maximum: count - 1, center });
  const middle = (count: number) => limit(count, trajectory === undefined ? Math.floor(count / 2) : 0);
  const counters = [...counterDimensions].map(([name, counter]) => [counter, limit(array.extent(name))]);
  return formatHeader({
    acquisitionSystemInformation: { receiverChannels: coils },
    experimentalConditions: { h1ResonanceFrequencyHz: 0 },
    encoding: [
      {
        encodedSpace: space,
        reconSpace: space,
        encodingLimits: {
          kspaceEncodingStep0: limit(samples, Math.floor(samples / 2)),
          kspaceEncodingStep1: middle(lines),
          kspaceEncodingStep2: middle(partitions),
          ...Object.fromEntries(counters),
        },
        trajectory: trajectory === undefined ? "cartesian" : "other",
      },
    ],
  });
}

/** The matrix that a trajectory covers: its coordinates are in units of 1 / field of view. */
function extentOfTrajectory(trajectory: BartArray): [number, number, number] {
  const count = trajectory.extent("PHS1") * trajectory.extent("PHS2");
  const values = trajectory.values({}, 3 * count);
  if (values === undefined) throw new SourceError("malformed", `${trajectory.path} is shorter than its dimensions say`);
  const most = [0, 0, 0];
  for (let point = 0; point < count; point++) {
    for (let axis = 0; axis < 3; axis++) most[axis] = Math.max(most[axis]!, Math.abs(values[2 * (3 * point + axis)]!));
  }
  const [x, y, z] = most.map((value) => (value === 0 ? 1 : 2 * Math.ceil(value - 1e-3)));
  return [x!, y!, z!];
}
