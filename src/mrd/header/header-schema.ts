import { loopCounters, userCounters } from "../records/counters.ts";
import { decimal, long, oneOf, text, ushort } from "../xml/xml-scalar.ts";
import { defaulted, type Group, optional, repeated, required } from "../xml/xml-schema.ts";

// A property has its element's name. If that name is not camelCase, it follows the type.

const subjectInformation = {
  patientName: optional(text),
  patientWeightKg: optional(decimal, "patientWeight_kg"),
  patientHeightM: optional(decimal, "patientHeight_m"),
  patientId: optional(text, "patientID"),
  patientBirthdate: optional(text),
  patientGender: optional(oneOf("M", "F", "O")),
} as const satisfies Group;

const studyInformation = {
  studyDate: optional(text),
  studyTime: optional(text),
  studyId: optional(text, "studyID"),
  // xs:long in the schema, but a name of up to 16 characters in the DICOM files that it is copied from.
  accessionNumber: optional(text),
  referringPhysicianName: optional(text),
  studyDescription: optional(text),
  studyInstanceUid: optional(text, "studyInstanceUID"),
  bodyPartExamined: optional(text),
} as const satisfies Group;

const measurementInformation = {
  measurementId: optional(text, "measurementID"),
  seriesDate: optional(text),
  seriesTime: optional(text),
  patientPosition: optional(oneOf("HFP", "HFS", "HFDR", "HFDL", "FFP", "FFS", "FFDR", "FFDL")),
  relativeTablePosition: optional({ x: optional(decimal), y: optional(decimal), z: optional(decimal) }), // mm
  initialSeriesNumber: optional(long),
  protocolName: optional(text),
  sequenceName: optional(text),
  seriesDescription: optional(text),
  measurementDependency: repeated({
    dependencyType: optional(text),
    measurementId: optional(text, "measurementID"),
  }),
  seriesInstanceUidRoot: optional(text, "seriesInstanceUIDRoot"),
  frameOfReferenceUid: optional(text, "frameOfReferenceUID"),
  referencedImageSequence: optional({ referencedSopInstanceUid: repeated(text, "referencedSOPInstanceUID") }),
} as const satisfies Group;

const acquisitionSystemInformation = {
  systemVendor: optional(text),
  systemModel: optional(text),
  systemFieldStrengthT: optional(decimal, "systemFieldStrength_T"),
  relativeReceiverNoiseBandwidth: optional(decimal),
  receiverChannels: optional(ushort),
  coilLabel: repeated({ coilNumber: optional(ushort), coilName: optional(text) }),
  institutionName: optional(text),
  stationName: optional(text),
  deviceId: optional(text, "deviceID"),
  deviceSerialNumber: optional(text),
} as const satisfies Group;

const encodingSpace = {
  matrixSize: required({ x: required(ushort), y: required(ushort), z: required(ushort) }),
  fieldOfViewMm: required({ x: required(decimal), y: required(decimal), z: required(decimal) }, "fieldOfView_mm"),
} as const satisfies Group;

const limit = {
  minimum: defaulted(ushort, 0),
  maximum: defaulted(ushort, 0),
  center: defaulted(ushort, 0),
} as const satisfies Group;

const encodingLimits = {
  kspaceEncodingStep0: optional(limit, "kspace_encoding_step_0"),
  kspaceEncodingStep1: optional(limit, "kspace_encoding_step_1"),
  kspaceEncodingStep2: optional(limit, "kspace_encoding_step_2"),
  average: optional(limit),
  slice: optional(limit),
  contrast: optional(limit),
  phase: optional(limit),
  repetition: optional(limit),
  set: optional(limit),
  segment: optional(limit),
  user0: optional(limit, "user_0"),
  user1: optional(limit, "user_1"),
  user2: optional(limit, "user_2"),
  user3: optional(limit, "user_3"),
  user4: optional(limit, "user_4"),
  user5: optional(limit, "user_5"),
  user6: optional(limit, "user_6"),
  user7: optional(limit, "user_7"),
} as const satisfies Group;

const userParameterLong = { name: optional(text), value: optional(long) } as const satisfies Group;
const userParameterDouble = { name: optional(text), value: optional(decimal) } as const satisfies Group;
const userParameterString = { name: optional(text), value: optional(text) } as const satisfies Group;

const userParameters = {
  userParameterLong: repeated(userParameterLong),
  userParameterDouble: repeated(userParameterDouble),
  userParameterString: repeated(userParameterString),
  userParameterBase64: repeated(userParameterString),
} as const satisfies Group;

const multiband = {
  spacing: repeated({ dZ: repeated(decimal) }), // mm
  deltaKz: optional(decimal),
  multibandFactor: optional(long, "multiband_factor"),
  calibration: optional(oneOf("separable2D", "full3D", "other")),
  calibrationEncoding: optional(long, "calibration_encoding"), // index of an encoding
} as const satisfies Group;

const encoding = {
  encodedSpace: required(encodingSpace),
  reconSpace: required(encodingSpace),
  encodingLimits: defaulted(encodingLimits, {}),
  trajectory: optional(oneOf("cartesian", "epi", "radial", "goldenangle", "spiral", "other")),
  trajectoryDescription: optional({
    identifier: optional(text),
    userParameterLong: repeated(userParameterLong),
    userParameterDouble: repeated(userParameterDouble),
    userParameterString: repeated(userParameterString),
    comment: optional(text),
  }),
  parallelImaging: optional({
    accelerationFactor: optional({
      kspaceEncodingStep1: optional(ushort, "kspace_encoding_step_1"),
      kspaceEncodingStep2: optional(ushort, "kspace_encoding_step_2"),
    }),
    calibrationMode: optional(oneOf("embedded", "interleaved", "separate", "external", "other")),
    interleavingDimension: optional(oneOf("phase", "repetition", "contrast", "average", "other")),
    multiband: optional(multiband),
  }),
  echoTrainLength: optional(long),
} as const satisfies Group;

/** All loop counters except the slice: a diffusion encoding applies to all slices. */
const [average, _slice, ...others] = loopCounters;
const diffusionDimension = oneOf(average, ...others, ...userCounters);

const sequenceParameters = {
  tr: repeated(decimal, "TR"), // ms, as are the next two
  te: repeated(decimal, "TE"),
  ti: repeated(decimal, "TI"),
  flipAngleDeg: repeated(decimal, "flipAngle_deg"),
  sequenceType: optional(text, "sequence_type"),
  echoSpacing: repeated(decimal, "echo_spacing"), // ms
  diffusionDimension: optional(diffusionDimension),
  diffusion: repeated({
    gradientDirection: optional({ rl: optional(decimal), ap: optional(decimal), fh: optional(decimal) }),
    bvalue: optional(decimal), // s/mm²
  }),
  diffusionScheme: optional(text),
} as const satisfies Group;

const waveformInformation = {
  waveformName: optional(text),
  waveformType: optional(oneOf("ecg", "pulse", "respiratory", "trigger", "gradientwaveform", "other")),
  userParameters: defaulted(userParameters, {}),
} as const satisfies Group;

/**
 * Everything in `ismrmrd.xsd` of ISMRMRD 1.8 and what later versions added, in the schema's order. Much that the schema
 * requires is optional here, because real headers omit it. Only what defines the image geometry is required.
 */
export const headerMembers = {
  version: optional(long),
  subjectInformation: optional(subjectInformation),
  studyInformation: optional(studyInformation),
  measurementInformation: optional(measurementInformation),
  acquisitionSystemInformation: optional(acquisitionSystemInformation),
  experimentalConditions: optional({ h1ResonanceFrequencyHz: optional(long, "H1resonanceFrequency_Hz") }),
  encoding: repeated(encoding),
  sequenceParameters: optional(sequenceParameters),
  userParameters: optional(userParameters),
  waveformInformation: repeated(waveformInformation),
} as const satisfies Group;
