/** A protocol in Siemens' notation of a tree. Lists of values are arrays of numbers, arrays of maps are `{ "[]": … }`. */
export interface TestProtocol {
  readonly [name: string]: string | number | readonly number[] | TestProtocol | readonly TestProtocol[];
}

/** A measurement of 8 × 8 pixels over 200 mm, with two coils. */
export const smallProtocol: TestProtocol = {
  HEADER: { MeasUID: 42, tProtocolName: "small" },
  MEAS: {
    tProtocolName: "small",
    tSequenceFileName: "%SiemensSeq%\\gre",
    sKSpace: { lBaseResolution: 8, lPhaseEncodingLines: 8, lPartitions: 1, ucTrajectory: 1, lImagesPerSlab: 1 },
    sSliceArray: { lSize: 1, asSlice: [{ dReadoutFOV: 200, dPhaseFOV: 200, dThickness: 5 }] },
    sRXSPEC: { alDwellTime: [10_000, 20_000] },
    alTR: [10_000, 0],
    alTE: [3000, 6000, 9000],
    alTI: [0, 250_000],
    lContrasts: 2,
    adFlipAngleDegree: [15],
    ucSequenceType: 1,
    sPat: { lAccelFactPE: 2, lAccelFact3D: 1, ucRefScanMode: 4, lRefLinesPE: 24 },
    sCoilSelectMeas: {
      aRxCoilSelectData: [
        {
          asList: [
            {
              lElementSelected: 1,
              lADCChannelConnected: 9,
              sCoilElementID: { tCoilID: "Head", lCoilCopy: 1, tElement: "H1" },
            },
            {
              lElementSelected: 1,
              lADCChannelConnected: 4,
              sCoilElementID: { tCoilID: "Head", lCoilCopy: 1, tElement: "H2" },
            },
            {
              lElementSelected: 0,
              lADCChannelConnected: 5,
              sCoilElementID: { tCoilID: "Head", lCoilCopy: 1, tElement: "H3" },
            },
          ],
        },
      ],
    },
    sWipMemBlock: { alFree: [7, 0, 3], adFree: [0.5] },
  },
  YAPS: {
    iNoOfFourierColumns: 16,
    iNoOfFourierLines: 8,
    iPEFTLength: 8,
    i3DFTLength: 1,
    flReadoutOSFactor: 2,
    iMaxNoOfRxChannels: 2,
    flMagneticFieldStrength: 2.89362,
    tPatientPosition: "HFS",
    tFrameOfReference: "1.2.3",
    flUsedPatientWeight: 70,
    ReconMeasDependencies: [0, 11, 12],
  },
  DICOM: {
    Manufacturer: "SIEMENS",
    ManufacturersModelName: "Skyra",
    DeviceSerialNumber: "45385",
    SoftwareVersions: "syngo MR E11",
    lFrequency: 123_263_034,
    tPatientName: "Somebody^Else",
    lPatientSex: 1,
  },
  IRIS: {
    DERIVED: { ImageColumns: 8, ImageLines: 8 },
    RECOMPOSE: { PatientID: "P-77", PatientBirthDay: "19700131", PatientLOID: "6.0.9111", StudyLOID: "6.0.9222" },
  },
};

/** The text of a protocol. */
export function protocolText(protocol: TestProtocol): string {
  return `<XProtocol> \n{\n  <Name> "x" \n  <ID> 1000000 \n  <EVAStringTable> { 1 500 "a { brace" }\n${map("", protocol)}\n  <Dependency."d"> { "a.b" <Context> "ONLINE" }\n}\n`;
}

function map(name: string, values: TestProtocol): string {
  const children = Object.entries(values).map(([child, value]) => param(child, value));
  return `<ParamMap."${name}"> \n{\n${children.join("\n")}\n}`;
}

function param(name: string, value: TestProtocol[string]): string {
  if (typeof value === "string") return `<ParamString."${name}"> { <Comment> "text" "${value}" }`;
  if (typeof value === "number") return number(name, [value]);
  if (!Array.isArray(value)) return map(name, value as TestProtocol);
  const items = value as readonly (number | TestProtocol)[];
  if (typeof items[0] === "number") return number(name, items as readonly number[]);
  return array(name, items as readonly TestProtocol[]);
}

function number(name: string, values: readonly number[]): string {
  const type = values.every(Number.isInteger) ? "Long" : "Double";
  return `<Param${type}."${name}"> { ${type === "Double" ? "<Precision> 6 " : ""}${values.join(" ")} }`;
}

/** The template has the first element's names, with other values. */
function array(name: string, items: readonly TestProtocol[]): string {
  const template = blank(items[0]!);
  const rows = items.map((item) => row(item));
  return `<ParamArray."${name}"> { <MinSize> 1 <Default> ${map("", template)}\n${rows.join("\n")}\n }`;
}

function blank(values: TestProtocol): TestProtocol {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === "string") return [name, "none"];
      if (typeof value === "number") return [name, -1];
      return Array.isArray(value) ? [name, value] : [name, blank(value as TestProtocol)];
    }),
  );
}

function row(values: TestProtocol): string {
  const cells = Object.values(values).map((value) => {
    if (typeof value === "string") return `{ "${value}" }`;
    if (typeof value === "number") return `{ ${value} }`;
    if (!Array.isArray(value)) return row(value as TestProtocol);
    const items = value as readonly (number | TestProtocol)[];
    return `{ ${items.map((item) => (typeof item === "number" ? String(item) : row(item))).join(" ")} }`;
  });
  return `{ ${cells.join(" ")} }`;
}
