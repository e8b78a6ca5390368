import { describe, expect, it } from "vitest";
import { type Acquisition, type Image, parseAttributes } from "../../src/mrd/index.ts";
import { encodingOf, headerOf, readout } from "../support/messages.ts";
import { reconstruct } from "../support/reconstruct.ts";

/**
 * Geometry of images. A point is measured by the definition of k-space, s(k) = exp(−2πi k·(r − r₀)) with k along the
 * directions of readout and phase encoding and r₀ the slice's position; the chain reconstructs an image, and the
 * formula of DICOM PS3.3 C.7.6.2.1.1, with the image's header and attributes, must map the maximum pixel back to the
 * point.
 */
type Vector = readonly [number, number, number];

interface Geometry {
  readonly name: string;
  readonly read: Vector;
  readonly phase: Vector;
  readonly position: Vector;
  readonly encoded: Vector;
  readonly recon: Vector;
  /** mm */
  readonly encodedFov: Vector;
  readonly reconFov: Vector;
}

const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const cross = ([a, b, c]: Vector, [d, e, f]: Vector): Vector => [b * f - c * e, c * d - a * f, a * e - b * d];
const add = (a: Vector, b: Vector, factor = 1): Vector => [
  a[0] + factor * b[0],
  a[1] + factor * b[1],
  a[2] + factor * b[2],
];
const unit = (a: Vector): Vector => add([0, 0, 0], a, 1 / Math.hypot(...a));

const common = {
  position: [0, 0, 0] as Vector,
  encoded: [64, 32, 1] as Vector,
  recon: [32, 32, 1] as Vector,
  encodedFov: [640, 320, 5] as Vector,
  reconFov: [320, 320, 5] as Vector,
};
const oblique = unit([0.8, 0.3, -0.2]);
const obliquePhase = unit(cross(unit([0.1, 0.4, 1]), oblique));
const geometries: Geometry[] = [
  { ...common, name: "axial", read: [1, 0, 0], phase: [0, 1, 0] },
  { ...common, name: "transposed, read along y", read: [0, 1, 0], phase: [1, 0, 0] },
  { ...common, name: "sagittal", read: [0, 0, -1], phase: [0, 1, 0] },
  { ...common, name: "coronal, off-centre", read: [0, 0, -1], phase: [1, 0, 0], position: [12, -70, 33] },
  { ...common, name: "oblique", read: oblique, phase: obliquePhase, position: [-20, 15, 90] },
  {
    ...common,
    name: "oblique, with phase oversampling and a zero-filled matrix",
    read: oblique,
    phase: obliquePhase,
    position: [-20, 15, 90],
    encoded: [64, 48, 1],
    encodedFov: [640, 480, 5],
    recon: [64, 64, 1],
  },
  {
    ...common,
    name: "oblique, an odd number of pixels out of an even number of samples",
    read: oblique,
    phase: obliquePhase,
    position: [-20, 15, 90],
    encoded: [62, 31, 1],
    encodedFov: [620, 310, 5],
    recon: [31, 31, 1],
    reconFov: [310, 310, 5],
  },
  {
    ...common,
    name: "a rectangular field of view",
    read: [0, 1, 0],
    phase: [-1, 0, 0],
    encoded: [64, 16, 1],
    encodedFov: [640, 160, 5],
    recon: [32, 16, 1],
    reconFov: [320, 160, 5],
  },
];

/** The readouts of a point at `offset` mm along the readout and the phase encoding. */
function measure({ read, phase, position, encoded, encodedFov }: Geometry, offset: readonly [number, number]) {
  const [samples, lines] = encoded;
  return Array.from({ length: lines }, (_, line): Acquisition => {
    const data = new Float32Array(2 * samples);
    for (let sample = 0; sample < samples; sample += 1) {
      const kx = (sample - Math.floor(samples / 2)) / encodedFov[0];
      const ky = (line - Math.floor(lines / 2)) / encodedFov[1];
      const angle = -2 * Math.PI * (kx * offset[0] + ky * offset[1]);
      data[2 * sample] = Math.cos(angle);
      data[2 * sample + 1] = Math.sin(angle);
    }
    return readout({
      kspaceEncodeStep1: line,
      numberOfSamples: samples,
      activeChannels: 1,
      position: [...position],
      readDir: [...read],
      phaseDir: [...phase],
      sliceDir: [...cross(read, phase)],
      patientTablePosition: [1, 2, 3],
      data,
    });
  });
}

/** Position of a pixel by DICOM, from the image's metadata. */
function patientCoordinate(image: Image, column: number, row: number): Vector {
  const { header } = image;
  const attributes = parseAttributes(image.attributes);
  const direction = (name: string) => attributes.get(name)!.map(Number) as unknown as Vector;
  const [rowDir, columnDir] = [direction("ImageRowDir"), direction("ImageColumnDir")];
  const [x, y] = header.matrixSize;
  const [dx, dy] = [header.fieldOfView[0]! / x!, header.fieldOfView[1]! / y!];
  // MRD's position is the centre, where pixel floor(N / 2) of a centred transform is located.
  const center = header.position as unknown as Vector;
  const first = add(add(center, rowDir, -Math.floor(x! / 2) * dx), columnDir, -Math.floor(y! / 2) * dy);
  return add(add(first, rowDir, column * dx), columnDir, row * dy);
}

describe.each(geometries)("$name", (geometry) => {
  const header = headerOf(encodingOf(geometry));
  /** On a pixel of each of the grids. */
  const offset = [-3 * 10, 5 * 10] as const;

  it.each(["default", "cartesian"])("locates a point correctly, by %s", async (chain) => {
    const { images } = await reconstruct(chain, header, measure(geometry, offset));
    const [image] = images;
    const pixels = image!.data as Float32Array;
    const peak = pixels.indexOf(Math.max(...pixels));
    const [x] = image!.header.matrixSize;
    const found = patientCoordinate(image!, peak % x!, Math.floor(peak / x!));
    const truth = add(add(geometry.position, geometry.read, offset[0]), geometry.phase, offset[1]);
    for (const axis of [0, 1, 2] as const) expect(found[axis]).toBeCloseTo(truth[axis], 3);
  });

  it("passes directions and positions on", async () => {
    const [image] = (await reconstruct("default", header, measure(geometry, offset))).images;
    const given = measure(geometry, offset)[0]!.header;
    for (const name of ["readDir", "phaseDir", "sliceDir", "patientTablePosition"] as const) {
      expect(image!.header[name]).toEqual(given[name]);
    }
    expect(dot(image!.header.readDir as unknown as Vector, image!.header.phaseDir as unknown as Vector)).toBeCloseTo(
      0,
      5,
    );
    expect(image!.header.fieldOfView).toEqual([...geometry.reconFov]);
  });
});

describe("invalid directions", () => {
  it.each<[string, { readDir: number[]; phaseDir: number[] }]>([
    ["zero", { readDir: [0, 0, 0], phaseDir: [0, 0, 0] }],
    ["not of unit length", { readDir: [2, 0, 0], phaseDir: [0, 1, 0] }],
    ["not numbers", { readDir: [Number.NaN, 0, 0], phaseDir: [0, 1, 0] }],
  ])("%s, make no geometry that a viewer would believe", async (_, directions) => {
    const lines = Array.from({ length: 8 }, (_, kspaceEncodeStep1) => readout({ kspaceEncodeStep1, ...directions }));
    const { images } = await reconstruct("default", headerOf(encodingOf()), lines);
    const names = [...parseAttributes(images[0]!.attributes).keys()];
    expect(names).not.toContain("ImageRowDir");
    expect(names).not.toContain("Keep_image_geometry");
    expect(images[0]!.header.readDir).toEqual(directions.readDir);
  });
});
