import { formatHeader } from "../../mrd/index.ts";
import type { JcampDx } from "./jcamp-dx.ts";
import type { Scan } from "./scan.ts";

const positions = {
  Head_Supine: "HFS",
  Head_Prone: "HFP",
  Head_Left: "HFDL",
  Head_Right: "HFDR",
  Foot_Supine: "FFS",
  Foot_Prone: "FFP",
  Foot_Left: "FFDL",
  Foot_Right: "FFDR",
} as const;

export function headerOf(parameters: JcampDx, scan: Scan): string {
  const { matrix, antiAlias, fieldOfViewMm, acceleration, receivers, objects, echoes, repetitions } = scan;
  const [x, y, z] = matrix;
  const [fx, fy, fz] = fieldOfViewMm;
  const [ax, ay, az] = antiAlias;
  const limit = (count: number, center = 0) => ({ minimum: 0, maximum: count - 1, center });
  const position = positions[parameters.text("ACQ_patient_pos") as keyof typeof positions];
  const slices = Math.max(1, Math.floor(objects.length / echoes));
  return formatHeader({
    measurementInformation: {
      patientPosition: position,
      protocolName: parameters.text("ACQ_protocol_name") || undefined,
      sequenceName: parameters.text("PULPROG") || undefined,
      seriesDescription: parameters.text("ACQ_scan_name") || undefined,
    },
    acquisitionSystemInformation: {
      systemVendor: "Bruker",
      systemModel: parameters.text("ACQ_station") || undefined,
      institutionName: parameters.text("ACQ_institution") || undefined,
      receiverChannels: receivers,
    },
    experimentalConditions: { h1ResonanceFrequencyHz: Math.round(1e6 * (parameters.number("BF1") ?? 0)) },
    encoding: [
      {
        encodedSpace: { matrixSize: { x, y, z }, fieldOfViewMm: { x: fx * ax, y: fy * ay, z: fz * az } },
        reconSpace: {
          matrixSize: { x: Math.round(x / ax), y: Math.round(y / ay), z: Math.round(z / az) },
          fieldOfViewMm: { x: fx, y: fy, z: fz },
        },
        encodingLimits: {
          kspaceEncodingStep1: limit(y, Math.floor(y / 2)),
          kspaceEncodingStep2: limit(z, Math.floor(z / 2)),
          slice: limit(slices),
          contrast: limit(echoes),
          repetition: limit(repetitions),
        },
        trajectory: "cartesian",
        ...((acceleration[0] > 1 || acceleration[1] > 1) && {
          parallelImaging: {
            accelerationFactor: { kspaceEncodingStep1: acceleration[0], kspaceEncodingStep2: acceleration[1] },
            calibrationMode: "embedded" as const,
          },
        }),
      },
    ],
    sequenceParameters: {
      tr: parameters.numbers("ACQ_repetition_time"),
      te: parameters.numbers("ACQ_echo_time"),
      ti: parameters.numbers("ACQ_inversion_time").filter((time) => time > 0),
      flipAngleDeg: parameters.numbers("ACQ_flip_angle"),
    },
  });
}
