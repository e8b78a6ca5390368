import { describe, expect, it } from "vitest";
import toBuffer from "../../gadgets/kspace/to-buffer.ts";
import fft from "../../gadgets/reconstruction/fft.ts";
import { magnitude } from "../../src/numerics/images/index.ts";
import { relativeError } from "../numerics/reference.ts";
import {
  bucket,
  buffer,
  encodingOf,
  gaussian,
  headerOf,
  kSpace,
  type ReadoutFields,
  readout,
} from "../support/messages.ts";
import { expectFailure, run } from "../support/run-gadget.ts";
import { lineOf, place, placed, placeOne } from "./placement.ts";
import { coilImages } from "./recon-reference.ts";

const parameters = { placing: "counted" };
const ramp = (fields: ReadoutFields, count: number) =>
  readout({
    numberOfSamples: count,
    activeChannels: 1,
    data: Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? i / 2 + 1 : 0)),
    ...fields,
  });
const realPart = (line: number[]) => line.filter((_, i) => i % 2 === 0);

describe("to-buffer, placing lines by their counters,", () => {
  const limits = { kspaceEncodingStep1: { minimum: 1, maximum: 4, center: 2 } };
  const header = headerOf(encodingOf({ encoded: [8, 6, 1], encodingLimits: limits }));
  const lines = [0, 1, 2, 3].map((e1) => ramp({ kspaceEncodeStep1: e1, scanCounter: e1 + 1 }, 8));

  it("uses the counter as the row, whatever the limits", async () => {
    expect(placed(await placeOne(lines, { header, parameters }))).toEqual([1, 2, 3, 4, 0, 0]);
    const others = [lines[1]!, ramp({ kspaceEncodeStep1: 5, scanCounter: 9 }, 8)];
    expect(placed(await placeOne(others, { header, parameters }))).toEqual([0, 2, 0, 0, 0, 9]);
  });

  it("expects the lines within the limits, and counts those outside the matrix", async () => {
    const reported: string[] = [];
    const complete = [...lines.slice(1), ramp({ kspaceEncodeStep1: 4 }, 8), ramp({ kspaceEncodeStep1: 7 }, 8)];
    const [found] = await place(complete, { header, parameters, reported });
    expect(found!.imaging.discarded[0]).toBe(1);
    expect(reported).toEqual([
      expect.stringContaining("it is 1..4, but readouts have 1..7"),
      "warning: 1 readout is outside the encoded matrix and was discarded",
    ]);
  });

  it("aligns readouts to the end of the encoded matrix, with zeros before them and for discarded samples", async () => {
    const sent = [
      ramp({ kspaceEncodeStep1: 0, centerSample: 1 }, 5),
      ramp({ kspaceEncodeStep1: 1, discardPre: 1, discardPost: 2 }, 7),
    ];
    const found = await placeOne(sent, { header, parameters });
    expect(realPart(lineOf(found, 0))).toEqual([0, 0, 0, 1, 2, 3, 4, 5]);
    expect(realPart(lineOf(found, 1))).toEqual([0, 0, 2, 3, 4, 5, 0, 0]);
  });

  it("refuses a readout that is longer than the matrix", () =>
    expectFailure(toBuffer, [bucket([ramp({}, 9)])], "readout-mismatch", /readout 1 has 9 samples .* the 8 samples/, {
      header,
      parameters,
    }));

  it("yields images of the same magnitude as placement by the centre", async () => {
    const partial = { kspaceEncodingStep1: { minimum: 0, maximum: 3, center: 1 } };
    const whole = headerOf(encodingOf({ encoded: [8, 6, 1], encodingLimits: partial }));
    const sent = [0, 1, 2, 3].map((e1) =>
      readout({ kspaceEncodeStep1: e1, numberOfSamples: 8, scanCounter: e1, data: gaussian(32, e1) }),
    );
    const imageOf = async (options: object) => {
      const buffers = await place(sent, { header: whole, parameters: options });
      const [images] = await run(fft, "image-array", buffers, { header: whole });
      return magnitude(images!.data);
    };
    expect(relativeError(await imageOf(parameters), await imageOf({}))).toBeLessThan(1e-6);
  });
});

describe("fft", () => {
  it("with `scaling: elements` is NumPy's inverse transform times the number of elements", async () => {
    const input = kSpace({ e0: 6, e1: 5, coils: 3, n: 2 });
    const header = headerOf(encodingOf({ encoded: [6, 5, 1] }));
    const [images] = await run(fft, "image-array", [buffer(input)], { header, parameters: { scaling: "elements" } });
    const unitary = coilImages(input.gather(), [6, 5, 1, 6], [6, 5, 1], [6, 5, 1]);
    const expected = unitary.map((value) => (value / Math.sqrt(30)) * 6 * 5 * 3 * 2);
    expect(relativeError(images!.data, expected)).toBeLessThan(1e-6);
  });

  describe("takes the header of", () => {
    const line = (kspaceEncodeStep1: number, scanCounter: number, center: number) =>
      readout({ kspaceEncodeStep1, scanCounter, user: [0, 0, 0, 0, 0, center, 0, 0] }).header;
    const timeOf = async (headerLine: string, headers: ReturnType<typeof line>[]) => {
      const input = kSpace({ e1: 4 }).with({ headers });
      const header = headerOf(encodingOf({ encoded: [16, 4, 1] }));
      const [images] = await run(fft, "image-array", [buffer(input)], { header, parameters: { headerLine } });
      return images!.headers[0]!.acquisitionTimeStamp - 1000;
    };
    const headers = [line(0, 14, 1), line(1, 13, 1), line(2, 12, 1), line(3, 17, 1)];

    it.each([
      ["center", 12],
      ["user_5", 13],
      ["first", 12],
    ])("the line '%s'", async (headerLine, expected) => expect(await timeOf(headerLine, headers)).toBe(expected));

    it("the first of equally near lines", async () => {
      expect(await timeOf("user_5", [line(0, 1, 9), line(1, 2, 9), line(2, 3, 3), line(3, 4, 4)])).toBe(3);
      expect(await timeOf("first", [line(0, 9, 0), line(1, 8, 0), line(2, 8, 0), line(3, 7, 0)])).toBe(7);
    });
  });
});
