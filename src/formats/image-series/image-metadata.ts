import { type Attributes, type Image, type MrdHeader, parseAttributes } from "../../mrd/index.ts";

/** Ticks of Siemens' clock, which MRD's time stamps count in. */
const TICK_MS = 2.5;
const DAY_MS = 86_400_000;
/** Longest time after a trigger that is plausible (as in Gadgetron). */
const MOST_TRIGGER_MS = 60_000;

/** The attributes of an image; those that cannot be parsed are none. */
export function attributesOf({ attributes }: Image): Attributes {
  try {
    return parseAttributes(attributes);
  } catch {
    return new Map();
  }
}

/** The first of some attributes that an image has, its values joined by `_`. */
export function attributeText(attributes: Attributes, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = (attributes.get(name) ?? []).join("_").trim();
    if (text !== "") return text;
  }
  return undefined;
}

/** The first of some attributes that is a number. */
export function attributeNumber(attributes: Attributes, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const text = attributes.get(name)?.[0]?.trim();
    if (text !== undefined && text !== "" && Number.isFinite(Number(text))) return Number(text);
  }
  return undefined;
}

/** Time of an image since midnight in ms, if it has one. */
export function acquisitionTimeMs({ header }: Image): number | undefined {
  const ms = header.acquisitionTimeStamp * TICK_MS;
  return ms > 0 && ms < DAY_MS ? ms : undefined;
}

/** Time of an image after its trigger in ms, if it has one. */
export function triggerTimeMs({ header }: Image): number | undefined {
  const ms = header.physiologyTimeStamp[0]! * TICK_MS;
  return ms > 0 && ms < MOST_TRIGGER_MS ? ms : undefined;
}

/** Time stamp of a time in ms, since midnight or after a trigger. */
export function timeStamp(ms: number): number {
  return Math.round(ms / TICK_MS);
}

/** What the sequence set for an image: times in ms, the angle in degrees. */
export interface SequenceValues {
  readonly repetitionTimeMs: number | undefined;
  readonly echoTimeMs: number | undefined;
  readonly inversionTimeMs: number | undefined;
  readonly flipAngleDeg: number | undefined;
}

/** From the attributes of an image, else from the header: of several echo times, that of the image's contrast. */
export function sequenceValues(image: Image, attributes: Attributes, header: MrdHeader | undefined): SequenceValues {
  const { tr = [], te = [], ti = [], flipAngleDeg = [] } = header?.sequenceParameters ?? {};
  const { contrast, set } = image.header;
  return {
    repetitionTimeMs: positive(attributeNumber(attributes, "RepetitionTime") ?? tr[0]),
    echoTimeMs: positive(attributeNumber(attributes, "EchoTime", "GADGETRON_TE") ?? te[contrast] ?? te[0]),
    inversionTimeMs: positive(attributeNumber(attributes, "InversionTime", "GADGETRON_TI") ?? ti[set] ?? ti[0]),
    flipAngleDeg: positive(attributeNumber(attributes, "FlipAngle") ?? flipAngleDeg[0]),
  };
}

/** Description of an image's series: that of the measurement, with what its steps have added. */
export function seriesDescription(attributes: Attributes, header: MrdHeader | undefined): string {
  const { seriesDescription, protocolName } = header?.measurementInformation ?? {};
  const own = attributeText(attributes, "SeriesDescription", "SequenceDescription");
  const added = attributeText(
    attributes,
    "SeriesDescriptionAdditional",
    "SequenceDescriptionAdditional",
    "GADGETRON_SeqDescription",
  );
  return [own ?? seriesDescription ?? protocolName, added?.replace(/^_+/, "")].filter(Boolean).join("_");
}

/** Whether the phase encoding of an image runs along its rows: that of MRD runs along columns, unless DICOM says so. */
export function isPhaseAlongRows(attributes: Attributes): boolean {
  return attributeText(attributes, "InPlanePhaseEncodingDirection") === "ROW";
}

/** How an image was reconstructed, as a text; `undefined` if it does not say. */
export function processingText(attributes: Attributes): string | undefined {
  const version = attributeText(attributes, "LarmorVersion");
  const chain = attributeText(attributes, "LarmorChain");
  const run = attributeText(attributes, "LarmorRunHash");
  const steps = attributes.get("ImageProcessingHistory")?.join(", ");
  const how = [
    ...(version === undefined ? [] : [`Larmor ${version}`]),
    ...(chain === undefined ? [] : [`chain ${chain}`]),
    ...(run === undefined ? [] : [`run ${run.slice(0, 16)}`]),
    ...(steps ? [`steps ${steps}`] : []),
  ];
  return how.length === 0 ? undefined : how.join("; ");
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 && Number.isFinite(value) ? value : undefined;
}
