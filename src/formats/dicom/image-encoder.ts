import { type DataType, type Image, isComplex, type MrdHeader, parseHeaderIfXml } from "../../mrd/index.ts";
import {
  attributesOf,
  dot,
  geometryOf,
  type PixelPart,
  type PixelRange,
  pixelParts,
  planePositionMm,
  seriesDescription,
  sixteenBits,
} from "../image-series/index.ts";
import { FileEncoder } from "./encode-file.ts";
import { InstanceNumbers } from "./instance-numbers.ts";
import type { NamedElements } from "./library.ts";
import { type MeasurementElements, measurementElements } from "./measurement-elements.ts";
import { imageType, mrElements, provenanceElements } from "./mr-elements.ts";
import { colourElements, greyElements, timeElements } from "./pixel-elements.ts";
import { dateString, decimalString, shortText, stableUid, timeString } from "./values.ts";

const MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4";
/** For images in colour, which MR images of DICOM cannot be. */
const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

/** Series numbers start at 1, as programs expect: phase images are 1000 after their magnitude, each further channel 10000. */
const FIRST_SERIES = 1;
const PHASE_SERIES = 1000;
const CHANNEL_SERIES = 10_000;

/** One file. */
export interface DicomInstance {
  /** Name of the file: `01_Head_003.dcm`, as FIRE calls it. */
  readonly fileName: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** The file, in pieces. */
  readonly pieces: readonly Uint8Array[];
}

export interface DicomEncoderOptions {
  /** Version of Larmor. */
  readonly version: string;
  /** Called once per key, with what could not be stored as it is. */
  readonly remark: (key: string, text: string) => void;
}

/** A plane of an image, and all elements of its file but the pixels. */
export interface DicomPlane {
  readonly named: NamedElements;
  readonly pixels: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int16Array<ArrayBuffer>;
  readonly part: PixelPart["part"];
  readonly seriesNumber: number;
  readonly instanceNumber: number;
}

/**
 * Turns images of one measurement into MR images of DICOM, one for each plane. Integers of 16 bits are stored as they
 * are, others by RescaleSlope; complex images become a magnitude and a phase series. UIDs are the same for the same
 * image, since they are derived from what it contains.
 */
export class DicomImageEncoder {
  readonly #files: FileEncoder;
  readonly #header: MrdHeader | undefined;
  readonly #measurement: MeasurementElements;
  readonly #options: DicomEncoderOptions;
  readonly #numbers: InstanceNumbers;

  private constructor(files: FileEncoder, headerText: string, options: DicomEncoderOptions) {
    this.#files = files;
    this.#header = headerOf(headerText, options);
    this.#measurement = measurementElements(this.#header, headerText, options.version);
    this.#numbers = new InstanceNumbers(this.#header?.encoding[0]?.encodingLimits);
    this.#options = options;
  }

  /**
   * @param headerText the MRD header; empty if there is none
   * @throws DicomError `not-installed`
   */
  static async create(headerText: string, options: DicomEncoderOptions): Promise<DicomImageEncoder> {
    return new DicomImageEncoder(await FileEncoder.create(), headerText, options);
  }

  /** The files of an image: one for each plane of each of its channels. */
  encode(image: Image): DicomInstance[] {
    return this.planes(image).map(({ named, pixels, part, seriesNumber, instanceNumber }) => ({
      fileName: fileName(seriesNumber, String(named.SeriesDescription ?? ""), instanceNumber),
      sopClassUid: String(named.SOPClassUID),
      sopInstanceUid: String(named.SOPInstanceUID),
      pieces: this.#files.encode(named, pixels, part === "rgb" ? "OB" : "OW"),
    }));
  }

  /**
   * The planes of an image, as elements and pixels.
   * @param rangeOf range of all images of a series number that are to be scaled alike; default each image's own
   */
  planes(image: Image, rangeOf?: (seriesNumber: number) => PixelRange | undefined): DicomPlane[] {
    return pixelParts(image).flatMap((part) => this.#planesOf(image, part, rangeOf?.(seriesNumberOf(image, part))));
  }

  #planesOf(image: Image, pixelPart: PixelPart, range: PixelRange | undefined): DicomPlane[] {
    const { part, channel, values } = pixelPart;
    const { header } = image;
    const attributes = attributesOf(image);
    const [columns, rows, depth] = header.matrixSize as [number, number, number];
    const geometry = geometryOf(header, attributes);
    if (geometry.assumed) {
      const assumed = "images lack directions or a field of view: axial planes and pixels of 1 mm are assumed";
      this.#options.remark("geometry", assumed);
    }
    const seriesNumber = seriesNumberOf(image, pixelPart);
    const described = [
      seriesDescription(attributes, this.#header),
      isPhaseOfComplex(image, pixelPart) && "phase",
      channel > 0 && `coil ${channel}`,
    ];
    const description = shortText(described.filter(Boolean).join(" "), 64);
    const run = attributes.get("LarmorRunHash")?.[0] ?? "";
    const seriesUid = stableUid(
      "series",
      this.#measurement.identity,
      run,
      String(header.measurementUid),
      String(seriesNumber),
    );
    const scaling = part === "rgb" ? undefined : sixteenBits(values, range);
    if (scaling !== undefined && scaling.nonFinite > 0) {
      this.#options.remark("non-finite", "pixels that are NaN or infinite are stored as 0");
    }
    const stored = scaling?.stored ?? (values as Uint8Array<ArrayBuffer>);
    const perPlane = stored.length / depth;
    const common = {
      ...this.#measurement.named,
      ...this.#series(seriesUid, seriesNumber, description),
      ...provenanceElements(attributes, this.#options.version),
      ImageType: imageType(attributes, part),
      ...timeElements(image, this.#header),
      AcquisitionNumber: String(header.repetition + 1),
      ImageOrientationPatient: [...geometry.rowDir, ...geometry.columnDir].map(decimalString),
      PixelSpacing: [geometry.spacingMm[1], geometry.spacingMm[0]].map(decimalString),
      SliceThickness: decimalString(geometry.spacingMm[2]),
      ...(depth > 1 && { SpacingBetweenSlices: decimalString(geometry.spacingMm[2]) }),
      TemporalPositionIdentifier: String(header.repetition + 1),
      NumberOfTemporalPositions: String(
        Math.max(header.repetition, this.#header?.encoding[0]?.encodingLimits.repetition?.maximum ?? 0) + 1,
      ),
      Rows: rows,
      Columns: columns,
      ...(part === "rgb" ? colourElements() : greyElements(stored, attributes, scaling!)),
      ...(part === "rgb"
        ? { ConversionType: "WSD", PatientOrientation: "" }
        : mrElements(image, attributes, this.#header)),
    };
    return Array.from({ length: depth }, (_, plane) => {
      const pixels = stored.subarray(plane * perPlane, (plane + 1) * perPlane);
      const place = planePositionMm(geometry, plane);
      const instanceNumber = this.#numbers.next(seriesUid, header, plane);
      const normal = geometry.planeDir;
      const placed = {
        ImagePositionPatient: place.map(decimalString),
        SliceLocation: decimalString(dot(place, normal)),
      };
      const identity = JSON.stringify([instanceNumber, placed, header.slice, header.repetition, header.contrast]);
      return {
        part,
        pixels,
        seriesNumber,
        instanceNumber,
        named: {
          ...common,
          ...placed,
          InstanceNumber: String(instanceNumber),
          SOPClassUID: part === "rgb" ? SECONDARY_CAPTURE : MR_IMAGE,
          SOPInstanceUID: stableUid("image", seriesUid, identity, pixels),
        },
      };
    });
  }

  #series(uid: string, number: number, description: string | undefined): NamedElements {
    const measurement = this.#header?.measurementInformation;
    const bodyPart = this.#header?.studyInformation?.bodyPartExamined;
    const [date, time] = [dateString(measurement?.seriesDate), timeString(measurement?.seriesTime)];
    return {
      Modality: "MR",
      SeriesInstanceUID: uid,
      SeriesNumber: String(number),
      ...(description !== undefined && { SeriesDescription: description }),
      ...(date !== undefined && { SeriesDate: date }),
      ...(time !== undefined && { SeriesTime: time }),
      ...(bodyPart !== undefined && {
        BodyPartExamined: bodyPart
          .toUpperCase()
          .replace(/[^A-Z0-9_ ]/g, "")
          .slice(0, 16),
      }),
      PatientPosition: measurement?.patientPosition ?? "",
      ...(isUnpaired(bodyPart) ? {} : { Laterality: "" }), // unknown: MRD has no place for it
    };
  }
}

/** The series of DICOM that a part of an image belongs to. */
export function seriesNumberOf(image: Image, pixelPart: PixelPart): number {
  const { imageSeriesIndex } = image.header;
  const phase = isPhaseOfComplex(image, pixelPart) ? PHASE_SERIES : 0;
  return FIRST_SERIES + imageSeriesIndex + phase + CHANNEL_SERIES * pixelPart.channel;
}

function isPhaseOfComplex({ header }: Image, { part }: PixelPart): boolean {
  return part === "phase" && isComplex(header.dataType as DataType);
}

/** Whether there is only one of a part of the body. */
function isUnpaired(bodyPart: string | undefined): boolean {
  const paired =
    /arm|hand|finger|thumb|wrist|elbow|shoulder|clavicle|scapula|hip|leg|thigh|femur|knee|foot|toe|ankle|calcaneus|breast|eye|ear|orbit|kidney|lung|humerus|radius|ulna|tibia|fibula/i;
  return bodyPart !== undefined && bodyPart.trim() !== "" && !paired.test(bodyPart);
}

/** A header that is not XML, such as FIRE's dummy, counts as none; so does a broken one, which is reported. */
function headerOf(text: string, { remark }: DicomEncoderOptions): MrdHeader | undefined {
  try {
    return parseHeaderIfXml(text);
  } catch (error) {
    remark("header", `the MRD header is not used: ${(error as Error).message}`);
    return undefined;
  }
}

function fileName(series: number, description: string, instance: number): string {
  const clean = description
    .replace(/[^\p{L}\p{N} ._-]+/gu, "")
    .trim()
    .replace(/ +/g, "_")
    .replace(/^\.+/, "");
  return `${String(series).padStart(2, "0")}_${clean}_${String(instance).padStart(3, "0")}.dcm`;
}
