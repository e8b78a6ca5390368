import type { MrdHeaderInput } from "../../../mrd/index.ts";
import type { Protocol } from "../protocol/index.ts";

const sequenceTypes: Readonly<Record<number, string>> = {
  1: "Flash",
  2: "SSFP",
  4: "EPI",
  8: "TurboSpinEcho",
  16: "ChemicalShiftImaging",
  32: "FID",
};

/** Times in ms; the protocol has µs, and zeros for what it does not use. */
export function sequenceParameters(protocol: Protocol): MrdHeaderInput["sequenceParameters"] {
  const ms = (path: string) => protocol.numbers(path).map((value) => value / 1000);
  const used = (values: readonly number[]) => values.filter((value, i) => i === 0 || value > 0);
  const contrasts = Math.max(protocol.number("MEAS.lContrasts") ?? 1, 1);
  const angles = ["MEAS.adFlipAngleDegree", "DICOM.adFlipAngleDegree"].map((path) =>
    protocol.numbers(path).filter((angle) => angle > 0),
  );
  const type = protocol.number("MEAS.ucSequenceType");
  const echoSpacing = protocol.number("YAPS.lEchoSpacing");
  return {
    tr: used(ms("MEAS.alTR")),
    te: used(ms("MEAS.alTE").slice(0, contrasts)),
    ti: ms("MEAS.alTI").filter((value) => value > 0),
    flipAngleDeg: angles.find((each) => each.length > 0) ?? [],
    sequenceType: type === undefined ? undefined : (sequenceTypes[type] ?? "Unknown"),
    echoSpacing: echoSpacing === undefined ? [] : [echoSpacing / 1000],
  };
}

/** Gating by a signal after the measurement, if the protocol has it. */
const RETROSPECTIVE = 8;
const gatingSignals: Readonly<Record<number, string>> = { 2: "ECG", 4: "External" };

/** Further values of the protocol, with the names that siemens_to_ismrmrd gives them. */
export function userParameters(protocol: Protocol): MrdHeaderInput["userParameters"] {
  const number = (path: string, index = 0) => protocol.number(path, index);
  const named = <T>(entries: readonly (readonly [string, T | undefined])[]) =>
    entries.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  const list = (path: string, name: (index: number) => string, most = Number.POSITIVE_INFINITY) =>
    protocol
      .numbers(path)
      .slice(0, most)
      .map((value, i) => [name(i), value] as const);
  const own = (array: string) => {
    const name = (i: number) => `sWipMemBlock.${array}[${i}]`;
    const found = list(`MEAS.sWipMemBlock.${array}`, name);
    return found.length > 0 ? found : list(`MEAS.sWiPMemBlock.${array}`, name); // up to VB
  };
  const flow = "MEAS.sAngio.sFlowArray";
  const hasFlow = (number(`${flow}.lSize`) ?? 0) > 0;
  const series = number("MEAS.ucOneSeriesForAllMeas");
  const whole = (value: number | undefined) => (value === undefined ? undefined : Math.round(value));
  const factor = number("MEAS.sSliceAcceleration.lMultiBandFactor");
  return {
    userParameterLong: named([
      ...own("alFree").map(([name, value]) => [name, Math.round(value)] as const),
      ["VENC_0", hasFlow ? whole(number(`${flow}.asElm.0.nVelocity`)) : undefined],
      ["Flow_Dir", hasFlow ? whole(number(`${flow}.asElm.0.nDir`)) : undefined],
      ...retroGating(protocol),
      ["MultiSeriesForSlices", series === 2 || series === 8 ? series : undefined],
      ["EmbeddedRefLinesE1", number("MEAS.sPat.lRefLinesPE")],
      ["EmbeddedRefLinesE2", number("MEAS.sPat.lRefLines3D")],
      ["NumOfProtonDensityImages", number("MEAS.lProtonDensMap")],
      ["MultiBandFactor", factor !== undefined && factor > 1 ? factor : undefined],
    ]),
    userParameterDouble: named([
      ...own("adFree"),
      ...list("MEAS.sPrepPulses.adT2PrepDuration", (i) => `T2PrepDuration_${i}`, 6),
      ...list("YAPS.aflMaxwellCoefficients", (i) => `MaxwellCoefficient_${i}`, 16),
      ["InPlaneRot", number("MEAS.sSliceArray.asSlice.0.dInPlaneRot")],
      ["ContrastBolusVolume", number("YAPS.flContrastBolusVolume")],
      ["ContrastBolusTotalDose", number("YAPS.flContrastBolusTotalDose")],
    ]),
    userParameterString: named([
      ["ContrastBolusAgent", protocol.text("YAPS.tContrastBolusAgent")],
      ["RetroGatingMode", isRetroGated(protocol) ? gatingSignals[gatingSignal(protocol)] : undefined],
    ]),
  };
}

function gatingSignal(protocol: Protocol): number {
  return protocol.number("MEAS.sPhysioImaging.lSignal1") ?? 0;
}

function isRetroGated(protocol: Protocol): boolean {
  const method = protocol.number("MEAS.sPhysioImaging.lMethod1");
  return ![1, 16].includes(gatingSignal(protocol)) && method === RETROSPECTIVE;
}

function retroGating(protocol: Protocol): (readonly [string, number])[] {
  const number = (path: string) => protocol.number(`MEAS.${path}`) ?? 0;
  const images = number("sPhysioImaging.lRetroGatedImages");
  const isUsed = number("sFastImaging.lShots") >= 1 && number("sPhysioImaging.lPhases") > 1 && images > 0;
  if (!isRetroGated(protocol) || !isUsed) return [];
  return [
    ["RetroGatedImages", images],
    ["RetroGatedSegmentSize", number("sFastImaging.lSegments")],
  ];
}
