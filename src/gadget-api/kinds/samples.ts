import type { Acquisition } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { SampleSet, Samples } from "../message.ts";
import { type Kind, notFloats, notList } from "./kind.ts";

export const samples: Kind<SampleSet> = {
  wire: "never",
  bytes: (message) => bytesOf(message) + (message.reference === undefined ? 0 : bytesOf(message.reference)),
  describe: ({ coils, trajectory, dimensions, density, reference }) => {
    const weighted = density === undefined ? "" : ", weighted";
    const more = reference === undefined ? "" : `, ${countOf(reference)} of reference`;
    return `${counted(trajectory.length / dimensions, "sample")} in ${dimensions}-D × ${counted(coils, "coil")}${weighted}${more}`;
  },
  check: (message) => {
    const { reference } = message;
    const issue = reference && issueOf(reference);
    return issueOf(message) ?? (issue && `reference: ${issue}`);
  },
  copy: (message) => ({
    ...message,
    ...copied(message),
    ...(message.reference !== undefined && { reference: copied(message.reference) }),
  }),
  encode: (message) => ({ records: readoutsOf(message) }),
};

/** Readouts with these samples and coordinates. */
function readoutsOf({ data, coils, trajectory, dimensions, readouts }: SampleSet): Acquisition[] {
  const total = data.length / (2 * coils);
  let at = 0;
  return readouts.map(({ header, samples: count }): Acquisition => {
    const own = new Float32Array(2 * coils * count);
    for (let coil = 0; coil < coils; coil += 1) {
      own.set(data.subarray(2 * (coil * total + at), 2 * (coil * total + at + count)), 2 * coil * count);
    }
    const coordinates = trajectory.slice(dimensions * at, dimensions * (at + count));
    const fields = { numberOfSamples: count, activeChannels: coils, discardPre: 0, discardPost: 0 };
    at += count;
    return {
      kind: "acquisition",
      header: header.with({ ...fields, trajectoryDimensions: dimensions }),
      trajectory: coordinates,
      data: own,
    };
  });
}

function countOf({ readouts }: Samples): number {
  return readouts.reduce((sum, readout) => sum + readout.samples, 0);
}

function bytesOf({ data, trajectory, density }: Samples): number {
  return data.byteLength + trajectory.byteLength + (density?.byteLength ?? 0);
}

function issueOf(part: Samples): string | undefined {
  const { data, coils, trajectory, dimensions, density, readouts } = part;
  const issue = notList("readouts", readouts);
  if (issue !== undefined) return issue;
  const count = countOf(part);
  return (
    notFloats("data", data, 2 * coils * count) ??
    notFloats("trajectory", trajectory, dimensions * count) ??
    (density && notFloats("density", density, count))
  );
}

function copied<S extends Samples>({ data, trajectory, density, ...rest }: S) {
  return { ...rest, data: data.slice(), trajectory: trajectory.slice(), density: density?.slice() };
}
