import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { phantom, writePhantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";

const RECONSTRUCTION = "ismrmrd_recon_cartesian_2d";
const GENERATOR = "ismrmrd_generate_cartesian_shepp_logan";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "larmor-phantom-file-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function withGroup<T>(path: string, read: (group: ReturnType<MrdFile["group"]>) => T): Promise<T> {
  const file = await MrdFile.open(path);
  try {
    return read(file.group("dataset"));
  } finally {
    file.close();
  }
}

describe("writePhantom", () => {
  it("stores what phantom makes: header, readouts, waveforms, truth", async () => {
    const options = { matrix: 10, coils: 2, noiseCorrelation: 0.5, noiseReadouts: 1, waveforms: true };
    const path = join(folder, "whole.h5");
    const summary = await writePhantom(path, { ...options, group: "dataset" });
    const made = phantom(options);
    expect(summary).toMatchObject({ path, group: "dataset", acquisitions: 11, waveforms: 1 });
    await withGroup(path, (group) => {
      const plain = (message: { header: { bytes: Uint8Array }; data: ArrayLike<number> }) => [
        [...message.header.bytes],
        Array.from(message.data),
      ];
      expect([...group.acquisitions()].map(plain)).toEqual([...made.acquisitions()].map(plain));
      expect([...group.waveforms()].map(plain)).toEqual([...made.waveforms()].map(plain));
      for (const { name, shape, data } of made.arrays) {
        const stored = group.array(name);
        expect(stored.shape).toEqual(shape);
        expect(stored.data).toEqual(data);
      }
    });
  });

  it("adds a group to a file, and refuses to overwrite one", async () => {
    const path = join(folder, "groups.h5");
    await writePhantom(path, { matrix: 4, coils: 1 });
    await writePhantom(path, { matrix: 8, coils: 1, group: "second" });
    const before = readFileSync(path);
    await expect(writePhantom(path, { matrix: 16, coils: 1 })).rejects.toMatchObject({
      code: "group-exists",
      message: expect.stringContaining("dataset"),
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    const file = await MrdFile.open(path);
    expect(file.groups.map(({ name, acquisitionCount }) => [name, acquisitionCount])).toEqual([
      ["dataset", 4],
      ["second", 8],
    ]);
    file.close();
  });

  it("writes the same file for the same options", async () => {
    const [one, other] = [join(folder, "one.h5"), join(folder, "other.h5")];
    for (const path of [one, other]) await writePhantom(path, { matrix: 8, coils: 2, noiseCorrelation: 0.3 });
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
  });

  it("leaves no file if the options are invalid", async () => {
    const path = join(folder, "never.h5");
    await expect(writePhantom(path, { matrix: 0 })).rejects.toMatchObject({ code: "bad-option" });
    await expect(MrdFile.open(path)).rejects.toMatchObject({ code: "not-found" });
  });
});

const noGenerator = skipReason(GENERATOR);
describe.skipIf(noGenerator)(withReason("compared with ISMRMRD's generator", noGenerator), () => {
  it("has its truth, under its names and in its shapes", async () => {
    const [theirs, larmorFile] = [join(folder, "theirs.h5"), join(folder, "larmor.h5")];
    execFileSync(GENERATOR, ["-m", "64", "-c", "3", "-O", "2", "-o", theirs], { stdio: "ignore" });
    await writePhantom(larmorFile, { matrix: 64, coils: 3 });
    const arrays = (path: string) =>
      withGroup(path, (group) => group.arrays.map((name) => ({ name, ...group.array(name) })));
    const [expected, actual] = [await arrays(theirs), await arrays(larmorFile)];
    expect(actual.map(({ name }) => name)).toEqual(["coil_images", "csm", "phantom"]);
    for (const [i, { name, shape, dataType, data }] of expected.entries()) {
      expect(actual[i]).toMatchObject({ name, shape, dataType });
      expect(relativeError(actual[i]!.data, data)).toBeLessThan(1e-6);
    }
  });

  it("has its lines, counters and calibration flags, and opens slices where it does", async () => {
    const [theirs, larmorFile] = [join(folder, "their-lines.h5"), join(folder, "our-lines.h5")];
    const options = ["-m", "24", "-c", "1", "-r", "2", "-a", "3", "-w", "8", "-C", "-k"];
    execFileSync(GENERATOR, [...options, "-o", theirs], { stdio: "ignore" });
    const ourOptions = { matrix: 24, coils: 1, repetitions: 2, acceleration: 3, calibrationWidth: 8 };
    await writePhantom(larmorFile, { ...ourOptions, noiseReadouts: 1, coordinates: true });
    const flags = [
      AcquisitionFlag.noiseMeasurement,
      AcquisitionFlag.parallelCalibration,
      AcquisitionFlag.parallelCalibrationAndImaging,
      AcquisitionFlag.firstInSlice,
    ];
    const facts = (path: string) =>
      withGroup(path, (group) =>
        [...group.acquisitions()].map(({ header, trajectory }) => ({
          step: header.kspaceEncodeStep1,
          repetition: header.repetition,
          samples: header.numberOfSamples,
          sampleTimeUs: header.sampleTimeUs,
          flags: flags.map((flag) => header.has(flag)),
          trajectory,
        })),
      );
    expect(await facts(larmorFile)).toEqual(await facts(theirs));
  });
});

const noReconstruction = skipReason(RECONSTRUCTION);
describe.skipIf(noReconstruction)(withReason("reconstructed by ISMRMRD", noReconstruction), () => {
  it.each([
    { matrix: 64, coils: 4 },
    { matrix: 48, matrixY: 80, coils: 2, oversampling: 3 },
  ])("%o is the stored truth, times the √N of an unscaled transform", async (shape) => {
    const path = join(folder, `recon-${shape.matrix}.h5`);
    const noiseLevel = 1e-4;
    await writePhantom(path, { ...shape, noiseLevel });
    execFileSync(RECONSTRUCTION, [path], { stdio: "ignore" });
    const { matrix, matrixY = matrix, coils, oversampling = 2 } = shape;
    const { image, truth } = await withGroup(path, (group) => ({
      image: [...group.images("cpp")][0]!,
      truth: group.array("coil_images").data,
    }));
    expect(image.header.matrixSize).toEqual([matrix, matrixY, 1]);
    const readout = matrix * oversampling;
    const expected = Float32Array.from({ length: matrix * matrixY }, (_, pixel) => {
      const x = (pixel % matrix) + (readout - matrix) / 2;
      const at = (coil: number) => 2 * ((coil * matrixY + Math.floor(pixel / matrix)) * readout + x);
      const power = Array.from({ length: coils }, (_, coil) => truth[at(coil)]! ** 2 + truth[at(coil) + 1]! ** 2);
      return Math.sqrt(readout * matrixY * power.reduce((sum, value) => sum + value, 0));
    });
    expect(relativeError(image.data, expected)).toBeLessThan(2e-3);
  });
});

const noPython = skipReason("python");
describe.skipIf(noPython)(withReason("read by h5py and NumPy", noPython), () => {
  it("has its header, flags, coordinates and waveforms", async () => {
    const path = join(folder, "h5py.h5");
    await writePhantom(path, { matrix: 8, coils: 65, coordinates: true, noiseReadouts: 1, waveforms: true });
    const script = `
import h5py, json, sys
group = h5py.File(sys.argv[1])["dataset"]
head = group["data"]["head"]
print(json.dumps(dict(
    xml=group["xml"][0].decode(),
    flags=[hex(f) for f in head["flags"]],
    steps=head["idx"]["kspace_encode_step_1"].tolist(),
    mask=[int(m) for m in head["channel_mask"][1]],
    directions=[head[d][1].tolist() for d in ("read_dir", "phase_dir", "slice_dir")],
    stamps=head["acquisition_time_stamp"].tolist(),
    trajectory=group["data"][2]["traj"].reshape(-1, 2)[[0, 8, 15]].tolist(),
    samples=[len(d) for d in group["data"]["data"]],
    waveforms=[[int(w["head"]["channels"]), len(w["data"]), int(w["data"].max())] for w in group["waveforms"]],
)))`;
    const found = JSON.parse(runPython(script, [path]));
    expect(found).toMatchObject({
      flags: ["0x40000", "0x1045", ...Array(6).fill("0x0"), "0x100208a"],
      steps: [0, 0, 1, 2, 3, 4, 5, 6, 7],
      mask: [2 ** 64, 1, ...Array(14).fill(0)], // 2^64 - 1, as JSON's doubles round it
      directions: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      stamps: Array.from({ length: 9 }, (_, i) => 14_400_000 + 4 * i),
      trajectory: [
        [-0.5, -0.375],
        [0, -0.375],
        [0.4375, -0.375],
      ],
      samples: Array(9).fill(2 * 16 * 65),
      waveforms: [[2, 320, expect.any(Number)]],
    });
    expect(found.xml).toContain("<coilName>C65</coilName>");
    expect(found.waveforms[0][2]).toBeGreaterThan(3000);
  });

  it.each([
    { matrix: 24, segments: 3, averages: 2, interleaved: true, slices: 3, navigators: true },
    { matrix: 15, matrixY: 21, alternating: true, discardPre: 4, discardPost: 3, dummies: 2, phaseCorrection: true },
    { matrix: 20, contrasts: 3, phases: 2, sets: 2, phaseMap: true, phaseOversampling: 1.5, acceleration: 2 },
    { matrix: 16, matrixY: 12, partitions: 8, partialFourier: 0.7, partialFourierZ: 0.75, asymmetricEcho: 0.8 },
    { matrix: 24, secondEncoding: 12, partialFourier: 0.8, repetitions: 2, deadCoil: 1 },
    { matrix: 16, partitions: 6, acceleration: 2, accelerationZ: 3, caipirinha: 1, calibrationWidth: 6 },
    {
      matrix: 20,
      slices: 2,
      acceleration: 3,
      singleLattice: true,
      calibrationWidth: 8,
      calibrationMatrix: 9,
      calibrationMode: "separate" as const,
    },
  ])("%o has its lines where header and file say, and differs from the truth only by noise", async (shape) => {
    const path = join(folder, `options-${JSON.stringify(shape).replaceAll(/\W+/g, "-")}.h5`);
    await writePhantom(path, { ...shape, coils: 3, noiseLevel: 1e-3 });
    const script = `
import h5py, json, sys
import numpy as np
import xml.etree.ElementTree as ET
group = h5py.File(sys.argv[1])["dataset"]
cplx = lambda a: a["real"] + 1j * a["imag"]
ns = "{http://www.ismrm.org/ISMRMRD}"
axes = (2, 3, 4)
k = []
for i, encoding in enumerate(ET.fromstring(group["xml"][0]).findall(ns + "encoding")):
    images = cplx(group["coil_images" + ("_1" if i else "")][...])
    images = images[:, :, None] if images.ndim == 4 else images
    full = np.fft.fftshift(np.fft.fftn(np.fft.ifftshift(images, axes), axes=axes, norm="ortho"), axes)
    centers = [int(encoding.find(f"{ns}encodingLimits/{ns}kspace_encoding_step_{d}/{ns}center").text) for d in (1, 2)]
    k.append((full, centers))
factors = cplx(group["contrast_factors"][...]) if "contrast_factors" in group else [1]
bit = lambda n: 1 << (n - 1)
errors, signal, phases = [], [], 0
for head, _, data in group["data"]:
    flags, idx = int(head["flags"]), head["idx"]
    if flags & (bit(19) | bit(23) | bit(24) | bit(27)): continue
    full, (c1, c2) = k[head["encoding_space_ref"]]
    line = data.view("<c8").reshape(3, -1)
    pre = int(head["discard_pre"])
    line = line[:, pre:line.shape[1] - int(head["discard_post"])]
    if flags & bit(22): line = line[:, ::-1]
    first = full.shape[4] // 2 - (int(head["center_sample"]) - pre)
    row, partition = (int(idx[f"kspace_encode_step_{d}"]) - c + full.shape[4 - d] // 2 for d, c in ((1, c1), (2, c2)))
    truth = full[idx["slice"], :, partition, row, first:first + line.shape[1]] * factors[idx["contrast"]]
    errors.append((line - truth).ravel()); signal.append(truth.ravel())
rms = lambda parts: float(np.sqrt(np.mean(np.abs(np.concatenate(parts)) ** 2) / 2))
print(json.dumps(dict(error=rms(errors), signal=rms(signal))))`;
    const { error, signal } = JSON.parse(runPython(script, [path]));
    const noise = "deadCoil" in shape ? 1e-3 * Math.sqrt(2 / 3) : 1e-3;
    expect(signal).toBeGreaterThan(0.02);
    expect(error / noise).toBeGreaterThan(0.95);
    expect(error / noise).toBeLessThan(1.05);
  });

  it.each([
    { matrix: 24, matrixY: 18 },
    { matrix: 15, matrixY: 21 },
    { matrix: 15, matrixY: 8, oversampling: 3, slices: 3 },
    { matrix: 16, matrixY: 12, partitions: 9 },
  ])("%o reconstructs to phantom × csm, at the accuracy of its noise", async (shape) => {
    const path = join(folder, `numpy-${JSON.stringify(shape).replaceAll(/\W+/g, "-")}.h5`);
    await writePhantom(path, { ...shape, coils: 3, acceleration: 2, noiseLevel: 1e-3 });
    const script = `
import h5py, json, sys
import numpy as np
group = h5py.File(sys.argv[1])["dataset"]
cplx = lambda a: a["real"] + 1j * a["imag"]
phantom, csm, coil_images = (cplx(group[n][...]) for n in ("phantom", "csm", "coil_images"))
k = np.zeros(coil_images.shape, complex)
if k.ndim == 4: k = k[:, :, None]
for head, _, data in group["data"]:
    idx = head["idx"]
    k[idx["slice"], :, idx["kspace_encode_step_2"], idx["kspace_encode_step_1"]] = data.view("<c8").reshape(k.shape[1], -1)
axes = (2, 3, 4)
image = np.fft.fftshift(np.fft.ifftn(np.fft.ifftshift(k, axes), axes=axes, norm="ortho"), axes)
image = image.reshape(coil_images.shape)
product = phantom[:, None] * csm
first = (image.shape[-1] - product.shape[-1]) // 2
inside = image[..., first:first + product.shape[-1]]
rms = lambda a: float(np.sqrt(np.mean(np.abs(a) ** 2) / 2))
print(json.dumps(dict(truth=rms(image - coil_images), product=rms(inside - product), signal=rms(product))))`;
    const { truth, product, signal } = JSON.parse(runPython(script, [path]));
    expect(signal).toBeGreaterThan(0.05);
    for (const error of [truth, product]) {
      expect(error).toBeGreaterThan(0.9e-3);
      expect(error).toBeLessThan(1.1e-3);
    }
  });
});
