import { describe, expect, it } from "vitest";
import type { KSpace } from "../../../src/gadget-api/index.ts";
import { AcquisitionFlag } from "../../../src/mrd/index.ts";
import { transformAxis } from "../../../src/numerics/index.ts";
import {
  calibrationBlock,
  referenceImage,
  referenceMode,
  withReferenceLines,
} from "../../../src/recon/sampling/index.ts";
import { relativeError } from "../../numerics/reference.ts";
import { kSpace, readout } from "../../support/messages.ts";

/** K-space of 16 × 12 with only some of its lines. */
function withLines(acquired: (e1: number) => boolean, flags: (e1: number) => readonly number[] = () => [], seed = 1) {
  const whole = kSpace({ e1: 12 }, seed);
  const counts = Uint32Array.from({ length: 12 }, (_, e1) => Number(acquired(e1)));
  const headers = Array.from(counts, (count, e1) =>
    count === 0 ? undefined : readout({ kspaceEncodeStep1: e1, scanCounter: e1, flags: flags(e1) }).header,
  );
  const samples = whole.gather().slice();
  for (let line = 0; line < 24; line += 1) if (!acquired(line % 12)) samples.fill(0, 32 * line, 32 * (line + 1));
  return whole.with({ counts, headers, samples });
}

const isCenter = (e1: number) => e1 >= 4 && e1 < 8;
const isLattice = (e1: number) => e1 % 2 === 0;
const both = [AcquisitionFlag.parallelCalibrationAndImaging];
const calibration = [AcquisitionFlag.parallelCalibration];

describe("calibrationBlock", () => {
  it("is dense, with its own centre", () => {
    const input = withLines(isCenter);
    const block = calibrationBlock(input, 0)!;
    expect(block.shape).toEqual({ e0: 16, e1: 4, e2: 1, coils: 2 });
    expect([block.first, block.center]).toEqual([
      [0, 4, 0],
      [8, 2, 0],
    ]);
    const samples = input.gather();
    expect([...block.data]).toEqual([...samples.subarray(32 * 4, 32 * 8), ...samples.subarray(32 * 16, 32 * 20)]);
  });

  it("is in k-space if the image data are in image space along the readout", () => {
    const input = withLines(isCenter);
    const samples = input.gather().slice();
    transformAxis(samples, [16, 24], 0, "inverse");
    const hybrid = calibrationBlock(input.with({ samples, readout: "image" }), 0)!;
    expect(relativeError(hybrid.data, calibrationBlock(input, 0)!.data)).toBeLessThan(1e-6);
  });

  it("has only the samples of shorter readouts", () => {
    const input = withLines(isCenter);
    const headers = input.headers.map((header) =>
      header?.with({ numberOfSamples: 10, centerSample: 5, discardPre: 1 }),
    );
    const block = calibrationBlock(input.with({ headers }), 0)!;
    expect([block.shape.e0, block.first[0], block.center[0]]).toEqual([9, 4, 4]);
    expect([...block.data.subarray(0, 18)]).toEqual([...input.gather().subarray(32 * 4 + 8, 32 * 4 + 26)]);
  });
});

describe("a reference", () => {
  const imaging = withLines(
    (e1) => isLattice(e1),
    (e1) => (isCenter(e1) ? both : []),
  );

  it("is embedded if the image has no line that is calibration only", () => {
    const reference = withLines(isCenter, (e1) => (isLattice(e1) ? both : calibration), 2);
    expect(referenceMode(imaging, 0, reference, 0, "embedded")).toBe("embedded");
    expect(referenceMode(imaging, 0, reference, 0, "separate")).toBe("embedded");
    const merged = withReferenceLines(imaging, reference, [0]);
    expect([...merged.counts]).toEqual([1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0]);
    expect(merged.headers[5]).toBe(reference.headers[5]);
    const line = (of: KSpace, at: number) => [...of.gather().subarray(32 * at, 32 * (at + 1))];
    expect([line(merged, 4), line(merged, 5), line(merged, 17)]).toEqual([
      line(imaging, 4),
      line(reference, 5),
      line(reference, 17),
    ]);
  });

  it("is separate if its lines were acquired for the image, too", () => {
    const reference = withLines(isCenter, () => calibration, 2);
    expect(referenceMode(imaging, 0, reference, 0, "embedded")).toBe("separate");
    expect(referenceMode(imaging, 0, reference, 0, "external")).toBe("external");
  });

  it("belongs to the image of its slice, and of its contrast if there is one", () => {
    const reference = kSpace({ n: 2, slices: 2 });
    const headers = reference.headers.map((header, line) => header!.with({ contrast: Math.floor(line / 8) % 2 }));
    const counted = reference.with({ headers });
    const of = (slice: number, contrast: number) => referenceImage(counted, readout({ slice, contrast }).header);
    expect([of(0, 0), of(0, 1), of(1, 1), of(1, 5), of(2, 0)]).toEqual([0, 1, 3, 2, undefined]);
  });
});
