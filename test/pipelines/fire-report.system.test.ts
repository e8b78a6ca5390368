import { describe, expect, it } from "vitest";
import { AcquisitionFlag, ImageType, type MrdHeaderInput } from "../../src/mrd/index.ts";
import { allLines, encodingOf, headerOf, image, noiseReadout, readout, waveform } from "../support/messages.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { knownAttributes } from "./fire-reference.ts";

/**
 * FIRE's report, null and savedataonly: whole chains. The expected report was copied from FIRE's for the same header.
 */

const encoding = encodingOf({ encoded: [128, 48, 1], encodedFov: [600, 300, 6] });
const rest: MrdHeaderInput = {
  measurementInformation: { protocolName: "shepp-logan" },
  acquisitionSystemInformation: { systemVendor: "Larmor", systemModel: "Phantom", systemFieldStrengthT: 1.5 },
};
const ofFire = {
  DataRole: ["Image"],
  ImageProcessingHistory: ["FIRE", "PYTHON"],
  Keep_image_geometry: ["1"],
  ImageRowDir: ["1.000000000000000000", "0.000000000000000000", "0.000000000000000000"],
  ImageColumnDir: ["0.000000000000000000", "1.000000000000000000", "0.000000000000000000"],
  protocolName: ["shepp-logan"],
  scanner: ["Larmor Phantom 1.5T"],
  fieldOfView: ["600.0 x 300.0 x 6.0 mm^3"],
  matrixSize: ["128 x 48 x 1"],
};
const series = [1, 1, 2].map((imageSeriesIndex) => image([1], { imageSeriesIndex }));
const phase = image([1], { imageSeriesIndex: 2, imageType: ImageType.phase });

describe("report", () => {
  it("reports the same as FIRE for each slice's readouts", async () => {
    const lines = [0, 1].flatMap((slice) => allLines(encoding, { slice, numberOfSamples: 4 }));
    const flagged = lines.map((line, i) =>
      i % 48 === 47 ? readout({ slice: line.header.slice, flags: [AcquisitionFlag.lastInSlice] }) : line,
    );
    const sent = [noiseReadout(), waveform(), ...flagged];
    const { images } = await reconstruct("report", headerOf(encoding, rest), sent);
    expect(images.map(knownAttributes)).toEqual(Array(2).fill({ ...ofFire, inputData: ["48 readouts"] }));
    for (const { header } of images) expect(header).toMatchObject({ matrixSize: [512, 512, 1], imageSeriesIndex: 0 });
  });

  it("reports the number of images of a series, and passes other kinds", async () => {
    const sent = [...series, phase, waveform()];
    const { images } = await reconstruct("report", headerOf(encoding, rest), sent);
    const reports = images.filter(({ header }) => header.imageType === ImageType.magnitude);
    expect(reports.map(knownAttributes)).toEqual([
      { ...ofFire, inputData: ["2 images"] },
      { ...ofFire, inputData: ["1 image"] },
    ]);
    const passed = images.filter(({ header }) => header.imageType === ImageType.phase);
    expect(passed.map(({ header }) => header)).toEqual([phase.header]);
    expect(passed.map(knownAttributes)).toEqual([{ Keep_image_geometry: ["1"] }]);
  });

  it("omits metadata missing in the header", async () => {
    const { images } = await reconstruct("report", undefined, [...series.slice(0, 2), readout()]);
    const { protocolName: _, scanner: __, fieldOfView: ___, matrixSize: ____, ...always } = ofFire;
    expect(images.map(knownAttributes)).toEqual([
      { ...always, inputData: ["1 readout"] },
      { ...always, inputData: ["2 images"] },
    ]);
  });
});

describe.each(["null", "savedataonly"])("%s", (chain) => {
  it("accepts everything that a client can send, without a header, and returns nothing", async () => {
    const sent = [readout(), noiseReadout(), waveform(), ...series, phase];
    expect(await reconstruct(chain, undefined, sent)).toEqual({ images: [], reported: [] });
  });
});
