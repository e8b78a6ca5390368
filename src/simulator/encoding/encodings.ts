import { ringCount } from "../options/acceleration-settings.ts";
import type { PhantomSettings } from "../options/options.ts";

/**
 * The settings of each encoding, by its index. The second one is plain: all its lines once per repetition and slice.
 */
export function encodings(settings: PhantomSettings): PhantomSettings[] {
  const { secondEncoding: matrix } = settings;
  const sameCoils = { coilRings: ringCount(settings) };
  if (matrix === 0) return [settings];
  const size = { matrix, matrixY: matrix, reconMatrix: matrix, phaseOversampling: 1 };
  const whole = { partialFourier: 1, partialFourierZ: 1, asymmetricEcho: 1, discardPre: 0, discardPost: 0 };
  const once = { averages: 1, phases: 1, sets: 1, contrasts: 1, segments: 1, acceleration: 1, calibrationWidth: 0 };
  const unaccelerated = {
    accelerationZ: 1,
    caipirinha: 0,
    singleLattice: false,
    calibrationMode: "auto",
    calibrationWidthZ: 0,
  } as const;
  const plain = { alternating: false, dummies: 0, navigators: false, phaseCorrection: false, epi: false };
  return [settings, { ...settings, ...size, ...whole, ...once, ...unaccelerated, ...sameCoils, ...plain }];
}
