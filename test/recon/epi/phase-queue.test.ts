import { describe, expect, it } from "vitest";
import { type Acquisition, AcquisitionFlag } from "../../../src/mrd/index.ts";
import { PhaseQueue } from "../../../src/recon/epi/index.ts";
import { gaussian, type ReadoutFields } from "../../../src/testing/index.ts";
import { contextOf } from "../../../src/testing/run.ts";
import { epiShot } from "../../contract/epi-samples.ts";

const { phaseCorrectionData, noiseMeasurement, dummyScanData } = AcquisitionFlag;
const model = { drift: "mean", oddEven: "linear" } as const;
const isNavigator = ({ header }: Acquisition) => header.has(phaseCorrectionData);

function queueOf(options: Partial<ConstructorParameters<typeof PhaseQueue>[1]> = {}) {
  const reported: string[] = [];
  const context = contextOf(undefined, reported);
  const queue = new PhaseQueue(context, { model, filter: 0, withoutNavigators: "image", maxBytes: 1e6, ...options });
  return { queue, reported };
}

/** A shot in image space, as `epi-regrid` leaves it. */
function shot(fields: ReadoutFields = {}): Acquisition[] {
  return epiShot(fields).map((readout) => {
    const isReversed = readout.header.has(AcquisitionFlag.reverse);
    const { flags } = readout.header;
    const header = readout.header.with({ flags: flags & ~(1n << BigInt(AcquisitionFlag.reverse - 1)) });
    return { ...readout, header, space: "image", ...(isReversed && { reversed: true }) };
  });
}

const counters = (readouts: readonly Acquisition[]) => readouts.map(({ header }) => header.scanCounter);

describe("PhaseQueue", () => {
  it("lets each line go with its navigators, and no navigator", () => {
    const { queue } = queueOf();
    const left = shot().map((readout) => queue.take(readout).length);
    expect(left).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(queue.finish()).toEqual([]);
  });

  it("marks no line that leaves as reversed", () => {
    const { queue } = queueOf();
    const left = shot().flatMap((readout) => queue.take(readout));
    expect(left.some(({ reversed }) => reversed)).toBe(false);
    expect(left.every(({ facts }) => facts?.LarmorEpiSlope !== undefined)).toBe(true);
  });

  it("keeps the order of readouts while some wait for their navigators", () => {
    const { queue } = queueOf();
    const [navigators, lines] = [shot().slice(0, 3), shot().slice(3)];
    const other = shot({ slice: 1, scanCounter: 50 });
    const noise = shot({ scanCounter: 90 })[3]!;
    const late = [...lines.slice(0, 4), ...other, ...navigators, ...lines.slice(4)];
    const left = late.flatMap((readout) => queue.take(readout));
    const flags = 1n << BigInt(noiseMeasurement - 1);
    left.push(...queue.take({ ...noise, header: noise.header.with({ flags }) }), ...queue.finish());
    expect(counters(left)).toEqual([4, 5, 6, 7, 53, 54, 55, 56, 57, 58, 59, 60, 8, 9, 10, 11, 93]);
  });

  it("limits what waits", () => {
    const { queue } = queueOf({ maxBytes: 1000 });
    const lines = shot().filter((readout) => !isNavigator(readout));
    expect(() => lines.forEach((line) => void queue.take(line))).toThrow("readouts that wait for navigators");
  });

  it("passes other auxiliary readouts as they are", () => {
    const { queue } = queueOf();
    const [first] = shot();
    const dummy = { ...first!, header: first!.header.with({ flags: 1n << BigInt(dummyScanData - 1) }) };
    expect(queue.take(dummy)).toEqual([dummy]);
  });

  it("takes the phase of the shot before for navigators in one direction, or without signal", () => {
    const { queue, reported } = queueOf();
    const second = shot({ repetition: 1 }).filter((readout, i) => !(i === 1 && isNavigator(readout)));
    const silent = shot({ repetition: 2 }).map((readout) =>
      isNavigator(readout) ? { ...readout, data: new Float32Array(readout.data.length) } : readout,
    );
    const left = [...shot(), ...second, ...silent].flatMap((readout) => queue.take(readout));
    expect(new Set(left.map(({ facts }) => facts?.LarmorEpiSlope)).size).toBe(1);
    expect(reported).toContainEqual(expect.stringMatching(/repetition 1 has no navigators of its own/));
  });

  it("refuses navigators that are not finite", () => {
    const { queue } = queueOf();
    const readouts = shot();
    readouts[1]!.data[5] = Number.NaN;
    expect(() => readouts.map((readout) => queue.take(readout))).toThrow(
      "navigators of slice 0, repetition 0, have samples that are NaN, infinite or too large",
    );
  });

  it("refuses readouts of another size", () => {
    const { queue } = queueOf();
    const [first, , , line] = shot();
    queue.take(first!);
    const header = line!.header.with({ activeChannels: 3 });
    expect(() => queue.take({ ...line!, header, data: gaussian(96, 1) })).toThrow(
      "readout 4 has 16 samples of 3 coils, others of slice 0 have 16 samples of 2 coils: one phase cannot correct both",
    );
  });
});
