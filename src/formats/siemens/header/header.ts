import { formatHeader, type MrdHeaderInput } from "../../../mrd/index.ts";
import type { Protocol } from "../protocol/index.ts";
import { type Survey, signals } from "../readouts/index.ts";
import { encodingOf } from "./encoding.ts";
import { measurementInformation, studyInformation, subjectInformation, systemInformation } from "./identity.ts";
import { sequenceParameters, userParameters } from "./parameters.ts";
import { softwareOf } from "./version.ts";

/**
 * The MRD header of a measurement, from its protocol and the headers of its readouts.
 * @param keepPatient whether it names the patient
 */
export function headerOf(protocol: Protocol, survey: Survey, keepPatient: boolean): string {
  const software = softwareOf(protocol);
  return formatHeader({
    subjectInformation: keepPatient ? subjectInformation(protocol) : undefined,
    studyInformation: studyInformation(survey.timeStamp),
    measurementInformation: measurementInformation(protocol, software),
    acquisitionSystemInformation: systemInformation(protocol),
    experimentalConditions: { h1ResonanceFrequencyHz: frequencyOf(protocol) },
    encoding: [encodingOf(protocol, survey)],
    sequenceParameters: sequenceParameters(protocol),
    userParameters: userParameters(protocol),
    waveformInformation: waveformInformation(survey),
  });
}

function frequencyOf(protocol: Protocol): number {
  const hertz = protocol.number("DICOM.lFrequency") ?? protocol.number("MEAS.sTXSPEC.asNucleusInfo.0.lFrequency");
  return Math.round(hertz ?? 0);
}

const waveformTypes = { ECG: "ecg", PULS: "pulse", RESP: "respiratory", EXT1: "other", EXT2: "other" } as const;

/** The waveforms by their identifiers: those of the measurement, and of its learning phase; the trigger is the last channel. */
function waveformInformation(survey: Survey): MrdHeaderInput["waveformInformation"] {
  if (survey.waveforms === 0) return [];
  const information = (name: string, type: (typeof waveformTypes)[keyof typeof waveformTypes], phase: string) => ({
    waveformName: name,
    waveformType: type,
    userParameters: {
      userParameterLong: [{ name: "TriggerChannel", value: name === "ECG" ? survey.ecgChannels || 4 : 1 }],
      userParameterString: [{ name: "Phase", value: phase }],
    },
  });
  return [
    ...["Acquisition", "Learning"].flatMap((phase) =>
      signals.map((name) => information(name, waveformTypes[name], phase)),
    ),
    ...(survey.hasPilotTone
      ? [information("CardPT", "other", "Acquisition"), information("RespPT", "respiratory", "Acquisition")]
      : []),
  ];
}
