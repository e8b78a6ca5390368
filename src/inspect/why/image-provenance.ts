import { type Attributes, DataType, type Image, parseAttributes } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";

/** Number of hexadecimal digits of a SHA-256 that are shown. */
const DIGITS = 12;

const storedAs: Readonly<Partial<Record<number, string>>> = {
  [DataType.ushort]: "unsigned 16-bit integers",
  [DataType.short]: "16-bit integers",
  [DataType.uint]: "unsigned 32-bit integers",
  [DataType.int]: "32-bit integers",
};

/**
 * The provenance of an image, one sentence per entry, from its attributes and header. Information that the image lacks
 * is omitted; an image from another program has little.
 * @throws MrdError `malformed-attributes`
 */
export function describeImage(image: Image): string[] {
  const attributes = new AttributeReader(parseAttributes(image.attributes));
  return [
    ...problems(attributes),
    broken(attributes),
    origin(attributes),
    set(attributes),
    gadgets(attributes),
    noise(attributes),
    lines(attributes),
    epi(attributes),
    kSpace(attributes),
    units(attributes),
    pixels(image, attributes),
  ].filter((sentence) => sentence !== undefined);
}

/** Typed access to attributes. */
class AttributeReader {
  readonly #attributes: Attributes;

  constructor(attributes: Attributes) {
    this.#attributes = attributes;
  }

  all(name: string): readonly string[] {
    return this.#attributes.get(name) ?? [];
  }

  text(name: string): string | undefined {
    return this.all(name)[0];
  }

  /** 0 if absent. */
  count(name: string): number {
    return Number(this.text(name) ?? 0);
  }
}

/** What the reader should know before anything else. */
function problems(attributes: AttributeReader): string[] {
  return attributes.all("LarmorProblems").map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

function origin(attributes: AttributeReader): string {
  const steps = attributes.all("ImageProcessingHistory").join(", ");
  const chain = attributes.text("LarmorChain");
  if (chain === undefined) {
    return `It has no provenance attributes of Larmor${steps === "" ? "." : `; it was processed by ${steps}.`}`;
  }
  const text = `text ${shortHash(attributes.text("LarmorChainHash"))}`;
  const run = attributes.text("LarmorRunHash");
  const node = attributes.text("LarmorNode");
  const versions = `Larmor ${attributes.text("LarmorVersion") ?? "?"}${node === undefined ? "" : ` on Node ${node}`}`;
  const way = steps === "" ? "" : ` Its steps were ${steps}.`;
  return `Reconstructed by chain ${chain} (${text}${run === undefined ? "" : `, as run ${shortHash(run)}`}), with ${versions}.${way}`;
}

function set(attributes: AttributeReader): string | undefined {
  const values = attributes.all("LarmorParameters");
  return values.length === 0 ? undefined : `The client set ${values.join(", ")}.`;
}

function gadgets(attributes: AttributeReader): string | undefined {
  const names = attributes.all("LarmorGadgets");
  return names.length === 0 ? undefined : `Third-party gadgets: ${names.join(", ")}.`;
}

function noise(attributes: AttributeReader): string | undefined {
  const source = attributes.text("LarmorNoise");
  if (source === undefined) return undefined;
  if (source === "none") return "Its coils were not prewhitened: there were no noise data.";
  return `Its coils were prewhitened with ${attributes.count("LarmorNoiseSamples")} noise samples from ${source}.`;
}

function lines(attributes: AttributeReader): string | undefined {
  if (attributes.text("LarmorLines") === undefined) return undefined;
  const averaged = attributes.count("LarmorAveragedLines");
  const dropped = attributes.count("LarmorDroppedReadouts");
  const most = attributes.count("LarmorMostAverages");
  return [
    `${counted(attributes.count("LarmorLines"), "line")} of its k-space ${attributes.count("LarmorLines") === 1 ? "was" : "were"} acquired`,
    averaged > 0 ? `, ${averaged} of them more than once (at most ${most} times) and averaged` : "",
    dropped > 0 ? `; ${counted(dropped, "readout")} outside the encoded matrix discarded` : "",
    ".",
  ].join("");
}

function epi(attributes: AttributeReader): string | undefined {
  if (attributes.text("LarmorEpiSlope") === undefined) return undefined;
  const value = (name: string) => attributes.text(`LarmorEpi${name}`);
  return (
    `Its lines were read in both directions: forward ones had a phase of ${value("Slope")} rad over the field of view and ` +
    `${value("Intercept")} rad at its centre relative to the others, and each echo added ${value("Drift")} rad; a ghost of ` +
    `${(100 * attributes.count("LarmorEpiGhost")).toFixed(1)} % of the object remained after the correction.`
  );
}

function kSpace(attributes: AttributeReader): string | undefined {
  const filled = attributes.text("LarmorPartialFourier");
  const window = attributes.text("LarmorKSpaceWindow");
  const unfolding = attributes.text("LarmorUnfolding");
  const reported = [
    unfolding === undefined
      ? ""
      : `lines that acceleration omitted were filled by ${unfolding === "grappa" ? "GRAPPA" : unfolding}`,
    filled === undefined
      ? ""
      : `the side omitted by partial Fourier was ${filled === "filter" ? "tapered" : `filled by ${filled}`}`,
    window === undefined ? "" : `it was weighted by windows along e0, e1 and e2: ${window}`,
  ].filter((each) => each !== "");
  return reported.length === 0 ? undefined : `In k-space, ${reported.join(", and ")}.`;
}

function units(attributes: AttributeReader): string | undefined {
  const what = attributes.text("LarmorPixels");
  const factor = attributes.text("LarmorAcceleration");
  if (what === undefined) return undefined;
  return `Its pixels are: ${what}${factor === undefined ? "" : `; R is ${factor}`}.`;
}

function pixels({ header }: Image, attributes: AttributeReader): string | undefined {
  const scale = attributes.text("LarmorScale");
  const integers = storedAs[header.dataType];
  const clipped = attributes.count("LarmorClippedPixels");
  const reported = [
    scale === undefined ? "" : `were multiplied by ${Number(Number(scale).toPrecision(6))}`,
    integers === undefined
      ? ""
      : `are stored as ${integers}${clipped > 0 ? `, ${clipped} of them clipped to their range` : ""}`,
  ].filter((each) => each !== "");
  return reported.length === 0 ? undefined : `Its pixels ${reported.join(" and ")}.`;
}

function broken(attributes: AttributeReader): string | undefined {
  const count = attributes.count("LarmorNonFinitePixels");
  return count === 0
    ? undefined
    : `${counted(count, "pixel")} ${count === 1 ? "is" : "are"} NaN or infinite, because samples were.`;
}

function shortHash(hash: string | undefined): string {
  return hash === undefined ? "unknown" : hash.slice(0, DIGITS);
}
