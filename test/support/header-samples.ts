import fc from "fast-check";
import { headerMembers } from "../../src/mrd/header/header-schema.ts";
import type { MrdHeader } from "../../src/mrd/index.ts";
import { isXmlText } from "../../src/mrd/xml/xml-parser.ts";
import { decimal, long, type Scalar, text, ushort } from "../../src/mrd/xml/xml-scalar.ts";
import type { Content, ElementMember, Group } from "../../src/mrd/xml/xml-schema.ts";

/** The rules of a schema file for an element. */
export interface ElementRule {
  readonly type: string;
  readonly required: boolean;
  readonly repeated: boolean;
}

const awkward = fc.constantFrom("\r", "\n", "\t", " ", "&", "<", ">", '"', "'", ";", "0", "]]>", "&amp;", "--");
const anyText = fc.string({ unit: fc.oneof(awkward, fc.string({ unit: "binary", minLength: 1, maxLength: 1 })) });
const texts = anyText.filter(isXmlText);
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));

function twoDigits(max: number): fc.Arbitrary<string> {
  return fc.integer({ min: 1, max }).map((value) => String(value).padStart(2, "0"));
}

/** Texts that a schema restricts more than Larmor's types. */
const textsOfType: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "xs:date": fc.tuple(twoDigits(12), twoDigits(28)).map(([month, day]) => `2024-${month}-${day}`),
  "xs:time": fc.tuple(twoDigits(23), twoDigits(59)).map(([hours, minutes]) => `${hours}:${minutes}:07.25`),
  "xs:long": fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  "xs:base64Binary": fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("base64")),
};

function contentOf(content: Content, path: string, rules?: ReadonlyMap<string, ElementRule>): fc.Arbitrary<unknown> {
  switch (content) {
    case text:
      return textsOfType[rules?.get(path)?.type ?? ""] ?? texts;
    case decimal:
      return numbers;
    case long:
      return fc.maxSafeInteger();
    case ushort:
      return fc.integer({ min: 0, max: 65535 });
    default:
      if (typeof content.read !== "function") return groupOf(content as Group, path, rules);
      return fc.constantFrom(...(content as Scalar<string>).expected.replace("one of ", "").split(", "));
  }
}

function groupOf(group: Group, path: string, rules?: ReadonlyMap<string, ElementRule>): fc.Arbitrary<object> {
  const pathOf = ([property, { element }]: [string, ElementMember]) => `${path}/${element ?? property}`;
  const members = Object.entries(group).filter((entry) => rules === undefined || rules.has(pathOf(entry)));
  const present = members.filter((entry) => entry[1].occurs !== "optional" || rules?.get(pathOf(entry))?.required);
  const values = members.map((entry) => {
    const [property, { content, occurs }] = entry;
    const value = contentOf(content, pathOf(entry), rules);
    const minLength = rules?.get(pathOf(entry))?.required ? 1 : 0;
    return [property, occurs === "repeated" ? fc.array(value, { minLength, maxLength: 3 }) : value];
  });
  return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: present.map(([property]) => property),
    noNullPrototype: true,
  });
}

/** Any header; with the rules of a schema file, any header that is valid for it. */
export function headers(rules?: ReadonlyMap<string, ElementRule>): fc.Arbitrary<MrdHeader> {
  return groupOf(headerMembers, "", rules) as fc.Arbitrary<MrdHeader>;
}

/** All elements of Larmor's table in order, each with its expected contents. */
export function tableElements(group: Group = headerMembers, path = ""): [path: string, expected: string][] {
  return Object.entries(group).flatMap(([property, { content, occurs, element }]): [string, string][] => {
    const here = `${path}/${element ?? property}`;
    const many = occurs === "repeated" ? " []" : "";
    if (typeof content.read === "function") return [[here, (content as Scalar<unknown>).expected + many]];
    return [[here, `group${many}`], ...tableElements(content as Group, here)];
  });
}

const space = {
  matrixSize: { x: 256, y: 140, z: 80 },
  fieldOfViewMm: { x: 600, y: 328.125, z: 160.5 },
};

/** A header with all fields of ISMRMRD 1.8. */
export const fullHeader = {
  version: 2,
  subjectInformation: {
    patientName: "Åsa <von> & 李",
    patientWeightKg: 70.25,
    patientId: "000123",
    patientBirthdate: "1980-06-12",
    patientGender: "F",
  },
  studyInformation: {
    studyDate: "2024-02-29",
    studyTime: "09:00:00",
    studyId: "0042",
    accessionNumber: "9007199254740993",
    referringPhysicianName: "Doe^John",
    studyDescription: "knee",
    studyInstanceUid: "1.34.896.2789852.787873.9999",
  },
  measurementInformation: {
    measurementId: "007_42",
    seriesDate: "2024-02-29",
    seriesTime: "09:10:12",
    patientPosition: "HFS",
    relativeTablePosition: { x: 0, y: -1.5, z: 10 },
    initialSeriesNumber: 3,
    protocolName: "t1_mprage",
    seriesDescription: "T1",
    measurementDependency: [
      { dependencyType: "Noise", measurementId: "007_41" },
      { dependencyType: "SurfaceCoilCorrection", measurementId: "007_40" },
    ],
    seriesInstanceUidRoot: "1.34.896",
    frameOfReferenceUid: "1.34.897",
    referencedImageSequence: { referencedSopInstanceUid: ["1.34.898", "1.34.899"] },
  },
  acquisitionSystemInformation: {
    systemVendor: "Larmor",
    systemModel: "Phantom",
    systemFieldStrengthT: 2.5,
    relativeReceiverNoiseBandwidth: 0.75,
    receiverChannels: 2,
    coilLabel: [
      { coilNumber: 0, coilName: "HE1" },
      { coilNumber: 1, coilName: "HE2" },
    ],
    institutionName: "Institute",
    stationName: "MR1",
    deviceId: "020434",
  },
  experimentalConditions: { h1ResonanceFrequencyHz: 123253125 },
  encoding: [
    {
      encodedSpace: space,
      reconSpace: space,
      encodingLimits: {
        kspaceEncodingStep0: { minimum: 0, maximum: 255, center: 128 },
        kspaceEncodingStep1: { minimum: 1, maximum: 139, center: 70 },
        kspaceEncodingStep2: { minimum: 0, maximum: 79, center: 40 },
        average: { minimum: 0, maximum: 1, center: 0 },
        slice: { minimum: 0, maximum: 2, center: 0 },
        contrast: { minimum: 0, maximum: 3, center: 0 },
        phase: { minimum: 0, maximum: 4, center: 0 },
        repetition: { minimum: 0, maximum: 5, center: 0 },
        set: { minimum: 0, maximum: 6, center: 0 },
        segment: { minimum: 0, maximum: 7, center: 0 },
      },
      trajectory: "epi",
      trajectoryDescription: {
        identifier: "ConventionalEPI",
        userParameterLong: [{ name: "etl", value: 128 }],
        userParameterDouble: [{ name: "dwellTime", value: 4.25 }],
        userParameterString: [],
        comment: "ramp sampling",
      },
      parallelImaging: {
        accelerationFactor: { kspaceEncodingStep1: 2, kspaceEncodingStep2: 1 },
        calibrationMode: "interleaved",
        interleavingDimension: "repetition",
      },
      echoTrainLength: 128,
    },
    { encodedSpace: space, reconSpace: space, encodingLimits: {}, trajectory: "other" },
  ],
  sequenceParameters: {
    tr: [4.5, 9],
    te: [2.25],
    ti: [300],
    flipAngleDeg: [8],
    sequenceType: "Flash",
    echoSpacing: [0.5],
    diffusion: [],
  },
  userParameters: {
    userParameterLong: [{ name: "BitsStored", value: 12 }],
    userParameterDouble: [{ name: "maxwell", value: -0.5 }],
    userParameterString: [{ name: "gating", value: " ecg " }],
    userParameterBase64: [{ name: "protocol", value: "TVJE" }],
  },
  waveformInformation: [
    {
      waveformName: "ECG1",
      waveformType: "ecg",
      userParameters: {
        userParameterLong: [{ name: "triggerMask", value: 1 }],
        userParameterDouble: [],
        userParameterString: [],
        userParameterBase64: [],
      },
    },
  ],
} as const satisfies MrdHeader;
