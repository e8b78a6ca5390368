import { describe, expect, it } from "vitest";
import { phaseEncodedSignal } from "../../../src/recon/spectroscopy/index.ts";
import { encodingOf, headerOf, readout } from "../../support/messages.ts";

const limited = (maximum: number) =>
  headerOf({ ...encodingOf(), encodingLimits: { kspaceEncodingStep1: { minimum: 0, maximum, center: 0 } } })
    .encoding[0]!;
const decay = (value: number, fields: Parameters<typeof readout>[0] = {}) =>
  readout({ numberOfSamples: 2, activeChannels: 1, data: Float32Array.of(value, 0, value, 0), ...fields });

describe("phaseEncodedSignal", () => {
  it("averages what was measured, and leaves zeros elsewhere", () => {
    const readouts = [decay(1), decay(3, { average: 1 }), decay(5, { kspaceEncodeStep1: 2 })];
    expect(phaseEncodedSignal(readouts, limited(2))).toMatchObject({
      lines: 3,
      segments: 1,
      measured: 2,
      data: Float32Array.of(2, 0, 2, 0, 0, 0, 0, 0, 5, 0, 5, 0),
    });
  });

  it("goes by the readouts where limits are too small, or implausibly large", () => {
    const readouts = [decay(1), decay(2, { kspaceEncodeStep1: 3 })];
    expect(phaseEncodedSignal(readouts, limited(0)).lines).toBe(4);
    expect(phaseEncodedSignal(readouts, limited(14)).lines).toBe(15);
    expect(phaseEncodedSignal(readouts, limited(15)).lines).toBe(4);
  });

  it("counts the second phase encoding by segments, or by partitions if there are any", () => {
    const bySegment = [decay(1), decay(2, { segment: 1 })];
    const byPartition = [decay(1, { segment: 1 }), decay(2, { kspaceEncodeStep2: 1 })];
    for (const readouts of [bySegment, byPartition]) {
      expect(phaseEncodedSignal(readouts, limited(0)).data).toEqual(Float32Array.of(1, 0, 1, 0, 2, 0, 2, 0));
    }
  });

  it("takes the coil that is strongest in the first phase encoding, or in all if that was not measured", () => {
    const coils = (a: number, b: number, kspaceEncodeStep1: number) =>
      decay(0, { activeChannels: 2, kspaceEncodeStep1, data: Float32Array.of(a, 0, a, 0, b, 0, b, 0) });
    expect(phaseEncodedSignal([coils(1, -2, 0), coils(9, 1, 1)], limited(1)).coil).toBe(1);
    expect(phaseEncodedSignal([coils(1, 2, 2), coils(9, 1, 1)], limited(2)).coil).toBe(0);
  });

  it("refuses readouts without samples, and such as differ", () => {
    const empty = decay(1, { discardPre: 1, discardPost: 1 });
    expect(() => phaseEncodedSignal([empty], limited(0))).toThrow(expect.objectContaining({ code: "empty-readout" }));
    expect(() => phaseEncodedSignal([decay(1), decay(1, { discardPre: 1 })], limited(0))).toThrow(
      /has 1 sample and 1 channel, which do not match the 2 samples/,
    );
  });
});
