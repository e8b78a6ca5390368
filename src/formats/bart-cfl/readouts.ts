import { type Acquisition, AcquisitionFlag, AcquisitionHeader, flagMask } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { Remarks } from "../raw/index.ts";
import type { BartArray, DimensionName } from "./array.ts";

/** Counters of a readout by the dimensions that they count. */
export const counterDimensions = new Map([
  ["TE", "contrast"],
  ["COEFF", "set"],
  ["TIME", "repetition"],
  ["TIME2", "phase"],
  ["SLICE", "slice"],
  ["AVG", "average"],
] as const);

export interface BartLayout {
  readonly array: BartArray;
  readonly coils: number;
  readonly samples: number;
  readonly sampleDimension: DimensionName;
  readonly lines: number;
  readonly lineDimension: DimensionName;
  readonly partitions: number;
  readonly trajectory: BartArray | undefined;
}

type Counters = Partial<Record<DimensionName, number>>;

/** All combinations of the counters, the first dimension fastest. */
function* combinations(array: BartArray, names: readonly DimensionName[]): Generator<Counters> {
  const total = names.reduce((product, name) => product * array.extent(name), 1);
  for (let number = 0; number < total; number++) {
    let rest = number;
    const indices = names.map((name) => {
      const index = rest % array.extent(name);
      rest = Math.floor(rest / array.extent(name));
      return [name, index] as const;
    });
    yield Object.fromEntries(indices);
  }
}

/** The lines that were sampled. */
export function* readoutsOf(layout: BartLayout, remarks: Remarks): Generator<Acquisition> {
  const { array, coils, samples, lines, partitions, trajectory } = layout;
  let [skipped, scanCounter] = [0, 0];
  try {
    for (const at of combinations(array, [...counterDimensions.keys()])) {
      for (let partition = 0; partition < partitions; partition++) {
        const planes = planesOf(layout, at, partition, remarks);
        if (planes === undefined) return;
        for (let line = 0; line < lines; line++) {
          const data = lineOf(planes, line, samples);
          if (data.every((value) => value === 0)) {
            skipped += 1;
            continue;
          }
          const counters = [...counterDimensions].map(([name, counter]) => [counter, at[name] ?? 0]);
          const coordinates = trajectory === undefined ? undefined : coordinatesOf(trajectory, at, line, samples);
          if (trajectory !== undefined && coordinates === undefined) {
            remarks.add("error", `${trajectory.path} ends before line ${line}: the readouts from there on are missing`);
            return;
          }
          const header = AcquisitionHeader.of({
            flags: line === lines - 1 && partition === partitions - 1 ? flagMask(AcquisitionFlag.lastInSlice) : 0n,
            scanCounter,
            numberOfSamples: samples,
            availableChannels: coils,
            activeChannels: coils,
            centerSample: Math.floor(samples / 2),
            trajectoryDimensions: (coordinates?.length ?? 0) / samples,
            readDir: [1, 0, 0],
            phaseDir: [0, 1, 0],
            sliceDir: [0, 0, 1],
            kspaceEncodeStep1: line,
            kspaceEncodeStep2: partition,
            ...Object.fromEntries(counters),
          });
          scanCounter += 1;
          yield { kind: "acquisition", header, trajectory: coordinates ?? new Float32Array(0), data };
        }
      }
    }
  } finally {
    if (skipped > 0) remarks.add("info", `only zeros in ${counted(skipped, "line")}: not sampled`);
  }
}

/** For each coil the lines of a partition, `[line][sample]`; `undefined` if the file ends before. */
function planesOf(
  { array, coils, samples, lines, lineDimension }: BartLayout,
  counters: Counters,
  partition: number,
  remarks: Remarks,
): readonly Float32Array[] | undefined {
  const planes: Float32Array[] = [];
  for (let coil = 0; coil < coils; coil++) {
    const at = { ...counters, ...(lineDimension === "PHS1" ? { PHS2: partition } : {}), COIL: coil };
    const plane = array.values(at, samples * lines);
    if (plane === undefined) {
      const place = Object.entries(at).map(([name, index]) => `${name} ${index}`);
      remarks.add(
        "error",
        `${array.path} ends before ${place.join(", ")}: the readouts from there on are missing`,
        array.sizes.stored,
      );
      return undefined;
    }
    planes.push(plane);
  }
  return planes;
}

function lineOf(planes: readonly Float32Array[], line: number, samples: number): Float32Array {
  const data = new Float32Array(2 * planes.length * samples);
  for (const [coil, plane] of planes.entries()) {
    data.set(plane.subarray(2 * line * samples, 2 * (line + 1) * samples), 2 * coil * samples);
  }
  return data;
}

/** Coordinates `[sample][axis]`, of two axes if the third is zero everywhere, in units of 1 / field of view. */
function coordinatesOf(
  trajectory: BartArray,
  counters: Counters,
  line: number,
  samples: number,
): Float32Array | undefined {
  const own = Object.entries(counters).map(([name, index]) => [
    name,
    Math.min(index, trajectory.extent(name as DimensionName) - 1),
  ]);
  const values = trajectory.values({ ...Object.fromEntries(own), PHS2: line }, 3 * samples);
  if (values === undefined) return undefined;
  const coordinates = values.filter((_, i) => i % 2 === 0);
  const isFlat = coordinates.every((value, i) => i % 3 !== 2 || value === 0);
  return isFlat ? coordinates.filter((_, i) => i % 3 !== 2) : coordinates;
}
