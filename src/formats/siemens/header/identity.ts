import type { MrdHeaderInput } from "../../../mrd/index.ts";
import type { Protocol } from "../protocol/index.ts";
import type { Software } from "./version.ts";

/** Kinds of measurements that a reconstruction needs, in the order of the protocol. */
const dependencies = ["RFMap", "SenMap", "Noise"] as const;

const positions = ["HFP", "HFS", "HFDR", "HFDL", "FFP", "FFS", "FFDR", "FFDL"] as const;
const sexes = ["O", "F", "M", "O"] as const;

/** The measurement, and others that it depends on. */
export function measurementInformation(
  protocol: Protocol,
  software: Software,
): MrdHeaderInput["measurementInformation"] {
  const idOf = measurementId(protocol, software);
  const position = protocol.text("YAPS.tPatientPosition");
  const table = (axis: string) => protocol.number(`DICOM.lGlobalTablePos${axis}`) ?? 0;
  return {
    measurementId: idOf(protocol.text("HEADER.MeasUID") ?? ""),
    patientPosition: positions.find((each) => each === position),
    relativeTablePosition: { x: table("Sag"), y: table("Cor"), z: table("Tra") },
    protocolName: protocol.text("MEAS.tProtocolName"),
    sequenceName: protocol.text("MEAS.tSequenceFileName"),
    measurementDependency: dependencies.flatMap((dependencyType, i) => {
      const uid = protocol.number("YAPS.ReconMeasDependencies", i) ?? 0;
      return uid > 0 ? [{ dependencyType, measurementId: idOf(String(uid)) }] : [];
    }),
    frameOfReferenceUid: protocol.text("YAPS.tFrameOfReference"),
  };
}

/** Identifiers of measurements, as siemens_to_ismrmrd forms them: scanner, patient, study and measurement. */
function measurementId(protocol: Protocol, { isXa }: Software): (uid: string) => string {
  const part = (name: string, from: number) => (protocol.text(`IRIS.RECOMPOSE.${name}`) ?? "").slice(from - 1);
  const study = part("StudyLOID", isXa ? 29 : 6);
  const patient = isXa ? study : part("PatientLOID", 6);
  const scanner = protocol.text("DICOM.DeviceSerialNumber") ?? "";
  return (uid) => `${scanner}_${patient}_${study}_${uid}`;
}

/** The patient. */
export function subjectInformation(protocol: Protocol): MrdHeaderInput["subjectInformation"] {
  const weight = protocol.number("YAPS.flUsedPatientWeight") ?? 0;
  const sex = protocol.number("DICOM.lPatientSex");
  return {
    patientName: protocol.text("DICOM.tPatientName"),
    patientWeightKg: weight > 0 ? weight : undefined,
    patientId: protocol.text("IRIS.RECOMPOSE.PatientID"),
    patientBirthdate: dateOf(protocol.text("IRIS.RECOMPOSE.PatientBirthDay")),
    patientGender: sex === undefined ? undefined : (sexes[sex] ?? "O"),
  };
}

/** `19700131` → `1970-01-31`. */
function dateOf(text: string | undefined): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text ?? "") ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}

/** Time of day of a time stamp. */
export function studyInformation(timeStamp: number | undefined): MrdHeaderInput["studyInformation"] {
  if (timeStamp === undefined) return undefined;
  const seconds = Math.floor((timeStamp * 2.5) / 1000);
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return { studyTime: parts.map((part) => String(part).padStart(2, "0")).join(":") };
}

/** The scanner and its coils. */
export function systemInformation(protocol: Protocol): MrdHeaderInput["acquisitionSystemInformation"] {
  return {
    systemVendor: protocol.text("DICOM.Manufacturer"),
    systemModel: protocol.text("DICOM.ManufacturersModelName"),
    systemFieldStrengthT: protocol.number("YAPS.flMagneticFieldStrength"),
    relativeReceiverNoiseBandwidth: 0.793,
    receiverChannels: protocol.number("YAPS.iMaxNoOfRxChannels"),
    coilLabel: coilLabels(protocol),
    institutionName: protocol.text("DICOM.InstitutionName"),
    deviceId: protocol.text("DICOM.DeviceSerialNumber"),
  };
}

const MOST_COILS = 1024;

/** The coils by the number of their receiver channel, which is the order of the channels of readouts. */
function coilLabels(protocol: Protocol): { coilNumber: number; coilName: string }[] {
  const lists = ["MEAS.sCoilSelectMeas.aRxCoilSelectData.0.asList", "MEAS.asCoilSelectMeas.0.asList"];
  const labels: { coilNumber: number; coilName: string }[] = [];
  for (const list of lists) {
    for (let i = 0; i < MOST_COILS; i++) {
      const coil = protocol.text(`${list}.${i}.sCoilElementID.tCoilID`);
      if (coil === undefined) break;
      if (protocol.number(`${list}.${i}.lElementSelected`) === 0) continue;
      const element = protocol.text(`${list}.${i}.sCoilElementID.tElement`) ?? "";
      const channel = protocol.number(`${list}.${i}.lADCChannelConnected`);
      const copy = protocol.text(`${list}.${i}.sCoilElementID.lCoilCopy`) ?? "";
      // Without channels, up to VB, the list is in their order.
      if (channel === undefined) labels.push({ coilNumber: i, coilName: `${coil}:${element}` });
      else labels.push({ coilNumber: channel, coilName: `${coil}:${copy}:${element}` });
    }
    if (labels.length > 0) break;
  }
  return labels.toSorted((a, b) => a.coilNumber - b.coilNumber);
}
