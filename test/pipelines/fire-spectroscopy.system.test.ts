import { describe, expect, it } from "vitest";
import {
  AcquisitionFlag,
  DataType,
  type Image,
  ImageType,
  type MrdHeaderInput,
  parseAttributes,
} from "../../src/mrd/index.ts";
import { transformAxis } from "../../src/numerics/fft/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { encodingOf, gaussian, headerOf, image, readout } from "../support/messages.ts";
import { withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { fireReference, knownAttributes, noReference } from "./fire-reference.ts";

/** FIRE's module for spectroscopy: the whole chain, compared with NumPy. */

const geometry = { position: [1, 2, 3], readDir: [0, 1, 0], phaseDir: [1, 0, 0], sliceDir: [0, 0, -1] };

/** Random readouts of three coils, the second of which is the strongest. */
function measurement(lines: number, segments: number, averages: number, user: MrdHeaderInput["userParameters"]) {
  const samples = 64;
  const counted = (count: number) => ({ minimum: 0, maximum: count - 1, center: Math.floor(count / 2) });
  const encoding = encodingOf({ encoded: [samples, lines, 1], recon: [1, lines, 1], reconFov: [200, 160, 20] });
  const count = averages * lines * segments;
  const acquisitions = Array.from({ length: count }, (_, i) =>
    readout({
      ...geometry,
      scanCounter: i + 1,
      kspaceEncodeStep1: i % lines,
      segment: Math.floor(i / lines) % segments,
      average: Math.floor(i / (lines * segments)),
      numberOfSamples: samples + 5,
      discardPre: 2,
      discardPost: 3,
      activeChannels: 3,
      flags: i === count - 1 ? [AcquisitionFlag.lastInSlice] : [],
      data: gaussian(2 * 3 * (samples + 5), i).map((value, at) =>
        Math.floor(at / (2 * (samples + 5))) === 1 ? 3 * value : value,
      ),
    }),
  );
  const limits = { kspaceEncodingStep1: counted(lines), segment: counted(segments), average: counted(averages) };
  return { header: headerOf({ ...encoding, encodingLimits: limits }, { userParameters: user }), acquisitions };
}

const known = {
  userParameterLong: [{ name: "SpecVectorSize", value: 32 }],
  userParameterDouble: [{ name: "DwellTime_0", value: 250.5 }],
};
const single = measurement(1, 1, 4, known);
const plane = measurement(6, 4, 2, known);
const bare = measurement(1, 1, 1, undefined);
const described = ({ acquisitions }: typeof single) => ({
  module: "spectroscopy",
  dwell: 250.5,
  lines: acquisitions.map(({ header, data }) => ({
    line: header.kspaceEncodeStep1,
    segment: header.segment,
    average: header.average,
    coils: header.activeChannels,
    pre: header.discardPre,
    post: header.discardPost,
    data: [...data],
  })),
});
const expected = fireReference({ single: described(single), plane: described(plane), bare: described(bare) });

/** Complex pixels as the reference writes them. */
const pixels = ({ data }: Image) => [...data];

describe.skipIf(noReference)(withReason("spectroscopy", noReference), () => {
  it("yields the signal and the picture of NumPy for a single voxel, and FIRE's header and attributes", async () => {
    const { images, reported } = await reconstruct("spectroscopy", single.header, single.acquisitions);
    const [signal, picture] = images as [Image, Image];
    expect(images).toHaveLength(2);
    expect(relativeError(pixels(signal), expected.single[0]!.data)).toBeLessThan(1e-6);
    expect(signal.header.toObject()).toMatchObject({
      ...geometry,
      dataType: DataType.complexFloat,
      imageType: ImageType.complex,
      matrixSize: [32, 1, 1],
      fieldOfView: [32 * 80, 80, 20],
      flags: 32n,
      imageSeriesIndex: 0,
      imageIndex: 1,
      acquisitionTimeStamp: 1001,
    });
    expect(knownAttributes(signal)).toEqual({
      ...expected.single[0]!.attributes,
      ImageRowDir: ["0.000000000000000000", "1.000000000000000000", "0.000000000000000000"],
      ImageColumnDir: ["1.000000000000000000", "0.000000000000000000", "0.000000000000000000"],
    });
    expect(picture.header.toObject()).toMatchObject({
      ...geometry,
      dataType: DataType.short,
      imageType: ImageType.magnitude,
      matrixSize: [1280, 1280, 1],
      fieldOfView: [1280, 1280, 10],
      imageSeriesIndex: 1,
    });
    expect(picture.data.every((pixel) => pixel === 0)).toBe(true);
    const { ROI_spectra: curve, ...others } = knownAttributes(picture);
    const { ROI_spectra: wanted, ...otherWanted } = expected.single[1]!.attributes;
    expect(others).toEqual(otherWanted);
    expect(curve!.slice(0, 6)).toEqual(wanted!.slice(0, 6));
    expect(relativeError(curve!.map(Number), wanted!.map(Number))).toBeLessThan(1e-6);
    expect(reported).toEqual([]);
  });

  it("yields the voxels of NumPy for spectroscopic imaging", async () => {
    const { images } = await reconstruct("spectroscopy", plane.header, plane.acquisitions);
    expect(images).toHaveLength(1);
    expect(relativeError(pixels(images[0]!), expected.plane[0]!.data)).toBeLessThan(1e-6);
    expect(images[0]!.header).toMatchObject({ matrixSize: [32, 6, 4] });
    expect(images[0]!.header.fieldOfView[0]).toBeCloseTo((32 / 6) * 160, 3);
  });

  it("takes half of the samples, and the dwell time of the readouts, where the header has neither", async () => {
    const { images } = await reconstruct("spectroscopy", bare.header, bare.acquisitions);
    expect(relativeError(pixels(images[0]!), expected.bare[0]!.data)).toBeLessThan(1e-6);
    const { sampleTimeUs } = bare.acquisitions[0]!.header;
    expect(knownAttributes(images[0]!).SiemensDicom_RealDwellTime).toEqual(["int", String(2000 * sampleTimeUs)]);
  });
});

describe("spectroscopy", () => {
  it("finds the phantom's metabolites where their shifts put them, and each voxel as strong as it is", async () => {
    const options = { spectroscopy: "imaging", voxels: 8, coils: 2, noiseLevel: 0 } as const;
    const { header, acquisitions, arrays } = phantom(options);
    const { images } = await reconstruct("spectroscopy", header, acquisitions());
    const image = images[0]!;
    expect(image.header.matrixSize).toEqual([1024, 8, 8]);
    const [object, maps] = ["voxels", "csm"].map((wanted) => arrays.find(({ name }) => name === wanted)!.data);
    const coil = Number(parseAttributes(image.attributes).get("LarmorCoil"));
    const hz = 63.866218; // per ppm
    const shifts = [0, 3.2 - 4.7, 3.03 - 4.7, 2.01 - 4.7].map((ppm) => ppm * hz);
    const amplitudes = [2, 0.8, 0.9, 1.5];
    const decays = [0.06, 0.1, 0.1, 0.1];
    for (const [segment, line] of [
      [4, 4],
      [2, 4],
      [5, 3],
    ] as const) {
      const signal = image.data.slice(2048 * (8 * segment + line), 2048 * (8 * segment + line + 1)) as Float32Array;
      // The complex conjugate before the transform mirrors the voxels about voxel N / 2.
      const voxel = 8 * ((8 - segment) % 8) + ((8 - line) % 8);
      const [re, im] = maps!.subarray(2 * (64 * coil + voxel));
      const weight = (2 ** 26 / 8) * object![2 * voxel]! * Math.hypot(re!, im!); // NumPy's ifft divides by 8 · 8
      const t = 200 * 500e-6;
      const [x, y] = shifts.reduce(
        ([x, y], f, i) => {
          const magnitude = amplitudes[i]! * Math.exp(-t / decays[i]!);
          return [x + magnitude * Math.cos(2 * Math.PI * f * t), y + magnitude * Math.sin(2 * Math.PI * f * t)];
        },
        [0, 0],
      );
      expect(Math.hypot(signal[400]!, signal[401]!) / weight).toBeCloseTo(Math.hypot(x, y), 2);
      transformAxis(signal, [1024], 0, "forward");
      const spectrum = Array.from({ length: 1024 }, (_, i) => Math.hypot(signal[2 * i]!, signal[2 * i + 1]!));
      const peaks = spectrum.flatMap((value, i) =>
        value > Math.max(...spectrum.slice(i - 3, i), ...spectrum.slice(i + 1, i + 4), weight) ? [i - 512] : [],
      );
      const bins = shifts.map((f) => 0 - Math.round(f * 1024 * 500e-6));
      expect(peaks).toEqual(bins);
    }
  });

  it("passes images", async () => {
    const { header } = single;
    const given = [image([1, 2], { matrixSize: [2, 1, 1] })];
    const { images } = await reconstruct("spectroscopy", header, given);
    expect(images.map(({ data }) => [...data])).toEqual([[1, 2]]);
    expect(knownAttributes(images[0]!)).toMatchObject({ Keep_image_geometry: ["1"] });
  });
});
