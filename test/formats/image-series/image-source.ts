import type { MeasurementSource } from "../../../src/formats/source/index.ts";
import { DataType, type Image, ImageHeader, ImageType, type PixelArray } from "../../../src/mrd/index.ts";

/** A measurement of images in memory, as a source of a conversion. */
export function sourceOf(images: readonly Image[], header?: string): MeasurementSource {
  return {
    name: "images",
    header,
    attachments: new Map(),
    remarks: [],
    progress: { done: 0, total: images.length, unit: "image" },
    counts: () => ({ acquisitions: 0, waveforms: 0, images: images.length }),
    messages: () => images,
    close() {},
  };
}

/** An oblique, right-handed set of directions: rotations about x by 20°, y by −30° and z by 15°. */
export const oblique = {
  readDir: [0.8365163, 0.22414386, 0.5],
  phaseDir: [-0.40839338, 0.8634128, 0.29619813],
  sliceDir: [-0.36531571, -0.45197, 0.8137977],
} as const;

/** The same plane with rows along the phase encoding, as after transposition. */
export const transposed = {
  readDir: oblique.phaseDir,
  phaseDir: oblique.readDir,
  sliceDir: oblique.sliceDir.map((each) => -each),
} as const;

type Fields = Parameters<typeof ImageHeader.of>[0];

/**
 * An image of 6 × 4 × depth pixels of 2 × 3 × 5 mm whose value is 1000 z + 100 y + 10 x, plus 0.5 for floats.
 * @param fields of its header
 */
export function ramp(fields: Fields = {}, attributes = ""): Image {
  const matrixSize = fields.matrixSize ?? [6, 4, 1];
  const { dataType = DataType.float, channels = 1 } = fields;
  const [x, y, z] = matrixSize as [number, number, number];
  const header = ImageHeader.of({
    fieldOfView: [2 * x, 3 * y, 5 * z],
    position: [10, -20, 30],
    ...oblique,
    imageType: ImageType.magnitude,
    ...fields,
    dataType,
    channels,
    matrixSize,
  });
  const isReal = dataType < DataType.complexFloat;
  const values = Float64Array.from({ length: x * y * z * channels * (isReal ? 1 : 2) }, (_, index) => {
    const i = isReal ? index : Math.floor(index / 2);
    const value = 10 * (i % x) + 100 * (Math.floor(i / x) % y) + 1000 * (Math.floor(i / (x * y)) % z);
    if (!isReal) return index % 2 === 0 ? value + 1 : value / 2;
    return dataType === DataType.float || dataType === DataType.double ? value + 0.5 : value;
  });
  return { kind: "image", header, attributes, data: pixelsOf(dataType, values) };
}

const arrays = {
  [DataType.ushort]: Uint16Array,
  [DataType.short]: Int16Array,
  [DataType.uint]: Uint32Array,
  [DataType.int]: Int32Array,
  [DataType.float]: Float32Array,
  [DataType.double]: Float64Array,
  [DataType.complexFloat]: Float32Array,
  [DataType.complexDouble]: Float64Array,
} as const;

export function pixelsOf(type: number, values: Float64Array): PixelArray {
  return arrays[type as DataType].from(values);
}

/** A header with a patient, a study and a sequence. */
export const fullHeader = `<?xml version="1.0"?>
<ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD">
  <subjectInformation>
    <patientName>Ünal^Ayşe</patientName><patientWeight_kg>71.5</patientWeight_kg><patientID>P-17</patientID>
    <patientBirthdate>1980-02-03</patientBirthdate><patientGender>F</patientGender>
  </subjectInformation>
  <studyInformation>
    <studyDate>2026-03-14</studyDate><studyTime>15:09:26</studyTime><studyID>S1</studyID>
    <accessionNumber>12345</accessionNumber><studyDescription>Head</studyDescription>
    <studyInstanceUID>1.2.840.113619.2.1.17</studyInstanceUID><bodyPartExamined>HEAD</bodyPartExamined>
  </studyInformation>
  <measurementInformation>
    <measurementID>m1</measurementID><seriesDate>2026-03-14</seriesDate><seriesTime>15:10:00</seriesTime>
    <patientPosition>HFS</patientPosition><protocolName>gre\\_test</protocolName>
    <frameOfReferenceUID>1.2.840.113619.2.1.18</frameOfReferenceUID>
  </measurementInformation>
  <acquisitionSystemInformation>
    <systemVendor>Vendor</systemVendor><systemModel>Model</systemModel>
    <systemFieldStrength_T>2.89362</systemFieldStrength_T><institutionName>Hospital</institutionName>
  </acquisitionSystemInformation>
  <experimentalConditions><H1resonanceFrequency_Hz>123200000</H1resonanceFrequency_Hz></experimentalConditions>
  <encoding>
    <encodedSpace><matrixSize><x>12</x><y>4</y><z>1</z></matrixSize>
      <fieldOfView_mm><x>24</x><y>12</y><z>5</z></fieldOfView_mm></encodedSpace>
    <reconSpace><matrixSize><x>6</x><y>4</y><z>1</z></matrixSize>
      <fieldOfView_mm><x>12</x><y>12</y><z>5</z></fieldOfView_mm></reconSpace>
    <encodingLimits><slice><minimum>0</minimum><maximum>2</maximum><center>0</center></slice>
      <repetition><minimum>0</minimum><maximum>2</maximum><center>0</center></repetition></encodingLimits>
    <trajectory>cartesian</trajectory>
  </encoding>
  <sequenceParameters><TR>2000</TR><TE>4.5</TE><TE>9</TE><TI>900</TI><flipAngle_deg>12</flipAngle_deg>
    <sequence_type>Flash</sequence_type></sequenceParameters>
</ismrmrdHeader>`;
