import type { MrdHeaderInput } from "../../mrd/index.ts";

const FIELD_STRENGTH_T = 1.5;
/** CODATA 2018, in Hz. */
const PROTON_FREQUENCY_PER_TESLA = 42_577_478.518;

/** Header fields that a measurement and its noise scan share. @param coilNames in the order of the channels */
export function systemHeader(coilNames: readonly string[]) {
  return {
    subjectInformation: { patientName: "Phantom", patientId: "SheppLoganPhantom" },
    acquisitionSystemInformation: {
      systemVendor: "Larmor",
      systemModel: "Phantom",
      systemFieldStrengthT: FIELD_STRENGTH_T,
      relativeReceiverNoiseBandwidth: 1, // white noise has passed no receiver's filter
      receiverChannels: coilNames.length,
      coilLabel: coilNames.map((coilName, coilNumber) => ({ coilNumber, coilName })),
    },
    experimentalConditions: { h1ResonanceFrequencyHz: Math.round(FIELD_STRENGTH_T * PROTON_FREQUENCY_PER_TESLA) },
  } satisfies Partial<MrdHeaderInput>;
}

export function coilName(coil: number): string {
  return `C${coil + 1}`;
}
