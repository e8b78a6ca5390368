/** Acquisition flags, as the bit numbers of ismrmrd.h: counted from 1, so bit n is `1n << BigInt(n - 1)`. */
export const AcquisitionFlag = {
  firstInEncodeStep1: 1,
  lastInEncodeStep1: 2,
  firstInEncodeStep2: 3,
  lastInEncodeStep2: 4,
  firstInAverage: 5,
  lastInAverage: 6,
  firstInSlice: 7,
  lastInSlice: 8,
  firstInContrast: 9,
  lastInContrast: 10,
  firstInPhase: 11,
  lastInPhase: 12,
  firstInRepetition: 13,
  lastInRepetition: 14,
  firstInSet: 15,
  lastInSet: 16,
  firstInSegment: 17,
  lastInSegment: 18,
  noiseMeasurement: 19,
  parallelCalibration: 20,
  parallelCalibrationAndImaging: 21,
  reverse: 22,
  navigationData: 23,
  phaseCorrectionData: 24,
  lastInMeasurement: 25,
  hpFeedbackData: 26,
  dummyScanData: 27,
  rtFeedbackData: 28,
  surfaceCoilCorrectionScanData: 29,
  phaseStabilizationReference: 30,
  phaseStabilization: 31,
  compression1: 53,
  compression2: 54,
  compression3: 55,
  compression4: 56,
  user1: 57,
  user2: 58,
  user3: 59,
  user4: 60,
  user5: 61,
  user6: 62,
  user7: 63,
  user8: 64,
} as const;
export type AcquisitionFlag = (typeof AcquisitionFlag)[keyof typeof AcquisitionFlag];

/** Flags of readouts that are part of neither image nor calibration: navigators, phase correction, dummies, feedback. */
export const auxiliaryFlags = [
  AcquisitionFlag.navigationData,
  AcquisitionFlag.phaseCorrectionData,
  AcquisitionFlag.hpFeedbackData,
  AcquisitionFlag.dummyScanData,
  AcquisitionFlag.rtFeedbackData,
  AcquisitionFlag.surfaceCoilCorrectionScanData,
  AcquisitionFlag.phaseStabilizationReference,
  AcquisitionFlag.phaseStabilization,
] as const;

/** Image flags, as bit numbers counted from 1. */
export const ImageFlag = {
  navigationData: 1,
  firstInAverage: 5,
  lastInAverage: 6,
  firstInSlice: 7,
  lastInSlice: 8,
  firstInContrast: 9,
  lastInContrast: 10,
  firstInPhase: 11,
  lastInPhase: 12,
  firstInRepetition: 13,
  lastInRepetition: 14,
  firstInSet: 15,
  lastInSet: 16,
  user1: 57,
  user2: 58,
  user3: 59,
  user4: 60,
  user5: 61,
  user6: 62,
  user7: 63,
  user8: 64,
} as const;
export type ImageFlag = (typeof ImageFlag)[keyof typeof ImageFlag];

/**
 * A 64-bit mask of the given flags.
 * @param numbers bit numbers counted from 1
 */
export function flagMask(...numbers: readonly number[]): bigint {
  return numbers.reduce((mask, number) => mask | (1n << BigInt(number - 1)), 0n);
}
