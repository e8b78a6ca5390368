import { lastValueFrom, of } from "rxjs";
import { describe, expect, it } from "vitest";
import removeOversampling from "../../gadgets/remove-oversampling.ts";
import toBuffer from "../../gadgets/to-buffer.ts";
import { hybridReadout, imageSpaceOf, type ReconBuffer } from "../../src/gadget/index.ts";
import { type Acquisition, AcquisitionFlag, AcquisitionHeader, flagMask } from "../../src/mrd/index.ts";
import { toImageSpace } from "../../src/numerics/index.ts";
import { allLines, bucket, encodingOf, headerOf } from "../support/messages.ts";
import { contextOf, parametersOf } from "../support/run-gadget.ts";

describe("hybridReadout", () => {
  const header = AcquisitionHeader.of({ numberOfSamples: 2, activeChannels: 1 });
  const image = Float32Array.of(1, 2, 3, 4);

  it("makes its k-space data when they are first asked for, once", () => {
    let made = 0;
    const readout = hybridReadout({ header, trajectory: new Float32Array() }, image, (samples) => {
      made += 1;
      return samples.map((value) => -value);
    });
    expect(made).toBe(0);
    expect([...readout.data]).toEqual([-1, -2, -3, -4]);
    expect(readout.data).toBe(readout.data);
    expect(made).toBe(1);
  });

  it("loses its image space in a changed copy, whose data it would contradict", () => {
    const readout = hybridReadout({ header, trajectory: new Float32Array() }, image, (samples) => samples);
    expect(imageSpaceOf(readout)).toBe(image);
    expect(imageSpaceOf({ ...readout, data: new Float32Array(4) })).toBeUndefined();
  });
});

describe("readouts left in image space", () => {
  const encoding = encodingOf({ encoded: [32, 6, 1], recon: [16, 6, 1] });
  const header = headerOf(encoding);
  const after = removeOversampling.headerAfter(header, {});
  const cropped = async (readouts: readonly Acquisition[]) => {
    const operator = removeOversampling.create(contextOf(header), {});
    return Promise.all(
      readouts.map(async (readout) => (await lastValueFrom(of(readout).pipe(operator))) as Acquisition),
    );
  };
  const buffered = async (imaging: readonly Acquisition[]) => {
    const operator = toBuffer.create(contextOf(after), parametersOf(toBuffer, {}));
    return (await lastValueFrom(of(bucket(imaging)).pipe(operator))) as ReconBuffer;
  };
  const images = ({ imaging }: ReconBuffer, pixels: number) => {
    const { e0, e1, coils } = imaging.shape;
    const axis = (sampled: number, resampled: number) => ({ sampled, resampled, pixels: resampled });
    return toImageSpace(imaging.data, [axis(e0, pixels), axis(e1, e1), axis(1, 1)], coils, imaging.readout);
  };
  /** The same readouts with nothing but their k-space data. */
  const plain = (readouts: readonly Acquisition[]) => readouts.map((readout) => ({ ...readout }));

  it.each([
    ["of the readout's own size", 16],
    ["resampled to a larger one", 24],
  ])("give the same images, %s", async (_name, pixels) => {
    const readouts = await cropped(allLines(encoding));
    const [hybrid, ordinary] = [await buffered(readouts), await buffered(plain(readouts))];
    expect([hybrid.imaging.readout, ordinary.imaging.readout]).toEqual(["image", "k-space"]);
    const [found, expected] = [images(hybrid, pixels), images(ordinary, pixels)];
    expected.forEach((value, i) => {
      expect(Math.abs(found[i]! - value)).toBeLessThan(2e-6);
    });
  });

  it("are placed in k-space where one of them must be reversed or was changed", async () => {
    const readouts = await cropped(allLines(encoding));
    const reversed = await cropped(
      allLines(encoding).map((readout) => ({
        ...readout,
        header: readout.header.with({ flags: flagMask(AcquisitionFlag.reverse) }),
      })),
    );
    expect((await buffered([...readouts.slice(1), reversed[0]!])).imaging.readout).toBe("k-space");
    expect((await buffered([...readouts.slice(1), { ...readouts[0]! }])).imaging.readout).toBe("k-space");
  });
});
