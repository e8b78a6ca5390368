import fc from "fast-check";
import { describe, expect, it } from "vitest";
import toBuffer from "../../gadgets/kspace/to-buffer.ts";
import removeOversampling from "../../gadgets/readouts/remove-oversampling.ts";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { forwardReadout } from "../../src/recon/readouts/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { bucket, encodingOf, gaussian, headerOf, readout } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

/**
 * The same line, reversed: sample i becomes sample N − 1 − i, so samples discarded at the start are then at the end.
 */
function backward(line: Acquisition): Acquisition {
  const { numberOfSamples: samples, activeChannels, discardPre, discardPost, centerSample } = line.header;
  const data = new Float32Array(line.data.length);
  for (let coil = 0; coil < activeChannels; coil += 1) {
    for (let i = 0; i < samples; i += 1) {
      const from = 2 * (coil * samples + i);
      data.set(line.data.subarray(from, from + 2), 2 * (coil * samples + samples - 1 - i));
    }
  }
  const middle = 2 * centerSample === samples;
  return readout({
    numberOfSamples: samples,
    activeChannels,
    centerSample: middle ? centerSample : samples - 1 - centerSample,
    discardPre: discardPost,
    discardPost: discardPre,
    flags: [AcquisitionFlag.reverse],
    trajectory: line.trajectory.toReversed(),
    data,
  });
}

describe("forwardReadout", () => {
  it("converts a reversed line to the forward one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 40 }), fc.integer({ min: 1, max: 3 }), (samples, channels) => {
        const line = readout({
          numberOfSamples: samples,
          activeChannels: channels,
          centerSample: samples - 2,
          discardPre: 1,
          discardPost: 2,
          trajectory: gaussian(samples, 7),
        });
        const turned = forwardReadout(backward(line));
        expect(turned.data).toEqual(line.data);
        expect(turned.trajectory).toEqual(line.trajectory);
        expect(turned.header.toObject()).toEqual(line.header.toObject());
      }),
    );
  });

  it("does not change forward readouts", () => {
    const line = readout();
    expect(forwardReadout(line)).toBe(line);
  });

  it.each([
    [32, 16],
    [30, 15],
    [48, 32],
  ])("so %i samples cropped to %i are the same, whichever way they were read", async (encoded, recon) => {
    const encoding = encodingOf({ encoded: [encoded, 8, 1], recon: [recon, 8, 1] });
    const header = headerOf(encoding);
    const line = readout({ numberOfSamples: encoded });
    const placed = async (sent: Acquisition) => {
      const cropped = await run(removeOversampling, "acquisition", [sent], { header, imageSpace: true });
      const behind = removeOversampling.headerAfter(header, {});
      const [buffer] = await run(toBuffer, "buffer", [bucket(cropped)], { header: behind });
      return buffer!.imaging.gather();
    };
    expect(relativeError(await placed(backward(line)), Float64Array.from(await placed(line)))).toBeLessThan(1e-6);
  });

  it.each([16, 24, 30])(
    "so 48 samples with the centre at %i are placed identically with parallel imaging",
    async (centerSample) => {
      const parallelImaging = { accelerationFactor: { kspaceEncodingStep1: 2, kspaceEncodingStep2: 1 } };
      const header = headerOf(encodingOf({ encoded: [64, 8, 1], parallelImaging }));
      const line = readout({ numberOfSamples: 48, centerSample });
      const placed = async (sent: Acquisition) =>
        (await run(toBuffer, "buffer", [bucket([sent])], { header }))[0]!.imaging.gather();
      expect(await placed(backward(line))).toEqual(await placed(line));
    },
  );

  it("refuses a reversed line whose centre is after its end, which would be before its start once reversed", () => {
    const line = readout({ numberOfSamples: 16, centerSample: 300, flags: [AcquisitionFlag.reverse], scanCounter: 7 });
    expect(() => forwardReadout(line)).toThrow(
      "reversed readout 7 has its centre at sample 300 of 16; check its center_sample",
    );
  });

  it("returns a line that discards all samples unchanged", () => {
    const line = readout({ discardPre: 9, discardPost: 9, flags: [AcquisitionFlag.reverse] });
    expect(forwardReadout(line)).toBe(line);
  });
});
