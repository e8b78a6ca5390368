import type { Attributes, Image, MrdHeader } from "../../mrd/index.ts";
import {
  attributeText,
  isPhaseAlongRows,
  processingText,
  sequenceValues,
  triggerTimeMs,
} from "../image-series/index.ts";
import type { NamedElements } from "./library.ts";
import { codeString, decimalString, shortText } from "./values.ts";

/** Elements of the MR image module (DICOM PS3.3 C.8.3.1), apart from those of the pixels. */
export function mrElements(image: Image, attributes: Attributes, header: MrdHeader | undefined): NamedElements {
  const { repetitionTimeMs, echoTimeMs, inversionTimeMs, flipAngleDeg } = sequenceValues(image, attributes, header);
  const isInverted = inversionTimeMs !== undefined && inversionTimeMs > 0;
  const alongRows = isPhaseAlongRows(attributes);
  const triggerMs = triggerTimeMs(image);
  const encoding = header?.encoding[0];
  const system = header?.acquisitionSystemInformation;
  const { protocolName, sequenceName } = header?.measurementInformation ?? {};
  const hertz = header?.experimentalConditions?.h1ResonanceFrequencyHz;
  const [protocol, sequence] = [shortText(protocolName, 64), shortText(sequenceName, 16)];
  const encoded = encoding?.encodedSpace.matrixSize;
  return {
    ScanningSequence: isInverted ? [scanningSequence(header), "IR"] : scanningSequence(header),
    SequenceVariant: "NONE",
    ScanOptions: "",
    MRAcquisitionType: (encoded?.z ?? image.header.matrixSize[2]!) > 1 ? "3D" : "2D",
    RepetitionTime: numberOrEmpty(repetitionTimeMs),
    EchoTime: numberOrEmpty(echoTimeMs),
    EchoTrainLength: encoding?.echoTrainLength === undefined ? "" : String(encoding.echoTrainLength),
    ...(isInverted && { InversionTime: decimalString(inversionTimeMs) }),
    ...(flipAngleDeg !== undefined && { FlipAngle: decimalString(flipAngleDeg) }),
    ...(triggerMs !== undefined && { TriggerTime: decimalString(triggerMs) }),
    ...(system?.systemFieldStrengthT !== undefined && {
      MagneticFieldStrength: decimalString(system.systemFieldStrengthT),
    }),
    ...(hertz !== undefined && hertz > 0 && { ImagingFrequency: decimalString(hertz / 1e6), ImagedNucleus: "1H" }),
    EchoNumbers: String(image.header.contrast + 1),
    InPlanePhaseEncodingDirection: alongRows ? "ROW" : "COL",
    ...(encoded !== undefined && {
      AcquisitionMatrix: alongRows ? [0, encoded.x, encoded.y, 0] : [encoded.x, 0, 0, encoded.y],
    }),
    ...(protocol !== undefined && { ProtocolName: protocol }),
    ...(sequence !== undefined && { SequenceName: sequence }),
  };
}

/** Names of sequences by their kind of echo. What is not known is a research mode, as DICOM calls it. */
function scanningSequence(header: MrdHeader | undefined): string {
  const { sequenceType = "" } = header?.sequenceParameters ?? {};
  const { sequenceName = "", protocolName = "" } = header?.measurementInformation ?? {};
  const text = [sequenceType, sequenceName, protocolName].join(" ");
  if (header?.encoding[0]?.trajectory === "epi") return "EP";
  if (/flash|gre\b|gradient|spgr|ffe|trufi|bssfp|ssfp|mprage/i.test(text)) return "GR";
  if (/tse|fse|spin.?echo|\bse\b|haste/i.test(text)) return "SE";
  return "RM";
}

/** How an image was reconstructed. */
export function provenanceElements(attributes: Attributes, version: string): NamedElements {
  const text = processingText(attributes) ?? `Larmor ${version}`;
  const comment = attributeText(attributes, "ImageComment", "ImageComments", "GADGETRON_ImageComment");
  return {
    DerivationDescription: `Reconstructed: ${text}`.replace(/\p{Cc}+/gu, " ").slice(0, 1024),
    ContributingEquipmentSequence: [
      {
        PurposeOfReferenceCodeSequence: [
          { CodeValue: "109102", CodingSchemeDesignator: "DCM", CodeMeaning: "Processing Equipment" },
        ],
        Manufacturer: "Larmor",
        ManufacturerModelName: "Larmor",
        SoftwareVersions: attributeText(attributes, "LarmorVersion") ?? version,
        ContributionDescription: text.replace(/\p{Cc}+/gu, " ").slice(0, 1024),
      },
    ],
    ...(comment !== undefined && { ImageComments: comment.replace(/\p{Cc}+/gu, " ").slice(0, 10240) }),
  };
}

const letterOfPart = { magnitude: "M", phase: "P", real: "R", imag: "I", rgb: "OTHER", complex: "OTHER" } as const;

/** Type of an image: that of its attributes, with the letter of what its pixels are. */
export function imageType(attributes: Attributes, part: keyof typeof letterOfPart): string[] {
  const own = (attributes.get("ImageType") ?? []).flatMap((text) => text.split("\\")).map(codeString);
  if (own.length >= 3 && own.every((code) => code !== ""))
    return own.with(2, own[2] === "M" ? letterOfPart[part] : own[2]!);
  return ["ORIGINAL", "PRIMARY", letterOfPart[part]];
}

function numberOrEmpty(value: number | undefined): string {
  return value === undefined ? "" : decimalString(value);
}
