import { formatHeader, parseHeader } from "../mrd/index.ts";
import { analyticObject } from "./analytic/analytic-object.ts";
import { ecgWaveforms } from "./encoding/ecg.ts";
import { encodings } from "./encoding/encodings.ts";
import { phantomHeader } from "./encoding/header.ts";
import { orderOf } from "./encoding/order.ts";
import { readouts } from "./encoding/readouts.ts";
import { lineAxis, readoutPixels } from "./encoding/sampling.ts";
import { measurementUid, noiseScanId } from "./identity.ts";
import { noiseCovariance } from "./noise/noise.ts";
import { contrastFactor } from "./object/contrast.ts";
import { coilPlaneCount, kSpaceOf, type PhantomObject, phantomObject } from "./object/object.ts";
import type { PhantomOptions, PhantomSettings } from "./options/options.ts";
import { phantomSettings } from "./options/settings.ts";
import { isCartesian } from "./options/trajectory-settings.ts";
import type { ObjectArrayName, Phantom, PhantomArray } from "./phantom.ts";
import { spectroscopyPhantom } from "./spectroscopy/spectroscopy.ts";

/**
 * Simulates the modified Shepp-Logan phantom with a ring of coils. k-space is the unitary transform of the coil images,
 * so a unitary inverse restores them with noise of the same standard deviation. Repetitions differ only by noise. EPI
 * has the same ground truth: its lines are samples of the same transform, at the positions of {@link EpiOptions}.
 * Along other trajectories the object is not of pixels: see {@link TrajectoryOptions}. Its ground truth is then the part
 * that they sample, of the disc or ball of less than half a cycle per pixel.
 * @throws PhantomError `bad-option`
 */
export function phantom(options: PhantomOptions = {}): Phantom {
  const settings = phantomSettings(options);
  if (settings.spectroscopy !== "none") return spectroscopyPhantom(settings);
  const uid = measurementUid(settings);
  const ids = {
    measurementId: `phantom_${uid}`,
    noiseMeasurementId: settings.noiseDependency > 0 ? noiseScanId(settings) : undefined,
  };
  const order = orderOf(settings);
  const acquisitionCount = settings.noiseReadouts + order.count;
  const measured = encodings(settings).map((each) => {
    const object = isCartesian(each) ? phantomObject(each) : analyticObject(each);
    return { settings: each, object, kSpace: kSpaceOf(object.coilImages, each) };
  });
  return {
    header: parseHeader(formatHeader(phantomHeader(settings, ids))),
    acquisitionCount,
    arrays: [
      ...measured.flatMap((each, index) => objectArrays(each.object, each.settings, index)),
      ...receiverArrays(settings),
    ],
    acquisitions: () => readouts(measured, order, settings, uid),
    waveforms: () => ecgWaveforms(settings.waveforms ? acquisitionCount : 0, uid),
  };
}

function objectArrays(object: PhantomObject, settings: PhantomSettings, encoding: number): PhantomArray[] {
  const { matrix, matrixY, slices, partitions, coils } = settings;
  const z = (planes: number) => (partitions > 1 ? [planes] : []);
  const named = (name: ObjectArrayName) => (encoding === 0 ? name : (`${name}_1` as const));
  return [
    { name: named("phantom"), shape: [slices, ...z(partitions), matrixY, matrix], data: object.image },
    {
      name: named("csm"),
      shape: [1, coils, ...z(coilPlaneCount(settings)), matrixY, matrix],
      data: object.sensitivities,
    },
    {
      name: named("coil_images"),
      shape: [slices, coils, ...z(partitions), lineAxis(settings).full, readoutPixels(settings)],
      data: object.coilImages,
    },
  ];
}

function receiverArrays(settings: PhantomSettings): PhantomArray[] {
  const { coils, contrasts, noiseCorrelation, deadCoil, noiseDependency } = settings;
  const arrays: PhantomArray[] = [];
  if (noiseCorrelation > 0 || deadCoil >= 0 || noiseDependency > 0) {
    arrays.push({ name: "noise_covariance", shape: [1, coils, coils], data: noiseCovariance(settings) });
  }
  if (contrasts > 1) {
    const factors = Array.from({ length: contrasts }, (_, contrast) => [contrastFactor(settings, contrast), 0]);
    arrays.push({ name: "contrast_factors", shape: [contrasts], data: Float32Array.from(factors.flat()) });
  }
  return arrays;
}
