import { describe, expect, it } from "vitest";
import spectroscopy from "../../gadgets/reconstruction/spectroscopy.ts";
import plotSpectrum from "../../gadgets/reports/plot-spectrum.ts";
import { DataType, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { bucket, encodingOf, headerOf, image, readout } from "../support/messages.ts";
import { expectFailure, run } from "../support/run-gadget.ts";

const header = headerOf(encodingOf({ encoded: [4, 1, 1], recon: [1, 1, 1] }), {
  userParameters: { userParameterLong: [{ name: "SpecVectorSize", value: 4 }] },
});
const decay = (value: number, fields: Parameters<typeof readout>[0] = {}) =>
  readout({
    numberOfSamples: 4,
    activeChannels: 1,
    data: Float32Array.of(value, 1, value, 1, value, 1, value, 1),
    ...fields,
  });

describe("spectroscopy", () => {
  it("keeps all samples if there is no oversampling, and repetitions and sets apart", async () => {
    const readouts = [decay(1), decay(2, { repetition: 1 }), decay(3, { set: 1 }), decay(5, { average: 1 })];
    const images = await run(spectroscopy, "image", [bucket(readouts)], { header });
    expect(images.map(({ data }) => data.map(Math.round))).toEqual(
      [3, 2, 3].map((value) => Float32Array.of(value, 1, value, 1, value, 1, value, 1)),
    );
    expect(images.map(({ header: { imageIndex, set, repetition } }) => [imageIndex, repetition, set])).toEqual([
      [1, 0, 0],
      [2, 1, 0],
      [3, 0, 1],
    ]);
  });

  it("conjugates and scales", async () => {
    const [signal] = await run(spectroscopy, "image", [bucket([decay(1)])], {
      header,
      parameters: { conjugate: true, scale: 10 },
    });
    expect(signal!.data.map(Math.round)).toEqual(Float32Array.of(10, -10, 10, -10, 10, -10, 10, -10));
  });

  it("refuses readouts of an encoding that the header does not have", async () => {
    const stray = bucket([decay(1, { encodingSpaceRef: 3 })]);
    await expectFailure(spectroscopy, [stray], "unknown-encoding", /encoding 3; the header has 1/, { header });
  });
});

describe("plot-spectrum", () => {
  const signal = (pixels: number[], fields: object = {}) =>
    image(Float32Array.from(pixels), {
      matrixSize: [pixels.length / 2, 1, 1],
      imageType: ImageType.complex,
      dataType: DataType.complexFloat,
      ...fields,
    });

  it("draws the spectrum, zero frequency at N / 2", async () => {
    const [passed, picture] = await run(plotSpectrum, "image", [signal([1, 0, 1, 0, 1, 0, 1, 0])]);
    expect(passed!.header.matrixSize).toEqual([4, 1, 1]);
    const curve = parseAttributes(picture!.attributes).get("ROI_spectra")!.slice(6).map(Number);
    expect(curve).toEqual([64, 768, 448, 768, 832, 512, 1216, 768]);
  });

  it("draws a flat line for a signal of zeros, and nothing for other images", async () => {
    const [, picture] = await run(plotSpectrum, "image", [signal([0, 0, 0, 0])]);
    expect(parseAttributes(picture!.attributes).get("ROI_spectra")!.slice(6).map(Number)).toEqual([64, 768, 1216, 768]);
    const others = [signal([1, 0, 1, 0], { matrixSize: [1, 2, 1] }), image([1, 2], { matrixSize: [2, 1, 1] })];
    expect(await run(plotSpectrum, "image", others)).toHaveLength(2);
  });
});
