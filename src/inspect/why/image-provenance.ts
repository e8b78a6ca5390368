import { type Attributes, DataType, type Image, parseAttributes } from "../../mrd/index.ts";

/** Digits of a SHA-256 that are shown. */
const DIGITS = 12;

const storedAs: Readonly<Partial<Record<number, string>>> = {
  [DataType.ushort]: "unsigned 16-bit integers",
  [DataType.short]: "16-bit integers",
  [DataType.uint]: "unsigned 32-bit integers",
  [DataType.int]: "32-bit integers",
};

/**
 * How an image came about, a sentence each, from its attributes and header. What an image does not say is left out; one that
 * does not come from Larmor says little.
 * @throws MrdError `malformed-attributes`
 */
export function storyOf(image: Image): string[] {
  const facts = new Facts(parseAttributes(image.attributes));
  return [
    origin(facts),
    set(facts),
    gadgets(facts),
    noise(facts),
    lines(facts),
    kSpace(facts),
    pixels(image, facts),
    broken(facts),
  ].filter((sentence) => sentence !== undefined);
}

/** Attributes as what they are. */
class Facts {
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

  /** 0 where it is not said. */
  count(name: string): number {
    return Number(this.text(name) ?? 0);
  }
}

function origin(facts: Facts): string {
  const steps = facts.all("ImageProcessingHistory").join(", ");
  const chain = facts.text("LarmorChain");
  if (chain === undefined) {
    return `It does not say that Larmor made it${steps === "" ? "." : `; it went through ${steps}.`}`;
  }
  const text = `text ${shortHash(facts.text("LarmorChainHash"))}`;
  const run = facts.text("LarmorRunHash");
  const node = facts.text("LarmorNode");
  const versions = `Larmor ${facts.text("LarmorVersion") ?? "?"}${node === undefined ? "" : ` on Node ${node}`}`;
  const way = steps === "" ? "" : ` It went through ${steps}.`;
  return `Chain ${chain} made it (${text}${run === undefined ? "" : `, as it ran ${shortHash(run)}`}), of ${versions}.${way}`;
}

function set(facts: Facts): string | undefined {
  const values = facts.all("LarmorParameters");
  return values.length === 0 ? undefined : `The client set ${values.join(", ")}.`;
}

function gadgets(facts: Facts): string | undefined {
  const names = facts.all("LarmorGadgets");
  return names.length === 0 ? undefined : `Not Larmor's own: ${names.map((name) => `gadget ${name}`).join(", ")}.`;
}

function noise(facts: Facts): string | undefined {
  const source = facts.text("LarmorNoise");
  if (source === undefined) return undefined;
  if (source === "none") return "Its coils were not prewhitened: there was no noise to do it by.";
  return `Its coils were prewhitened with ${facts.count("LarmorNoiseSamples")} noise samples of ${source}.`;
}

function lines(facts: Facts): string | undefined {
  if (facts.text("LarmorLines") === undefined) return undefined;
  const averaged = facts.count("LarmorAveragedLines");
  const dropped = facts.count("LarmorDroppedReadouts");
  const most = facts.count("LarmorMostAverages");
  return [
    `${counted(facts.count("LarmorLines"), "line")} of its k-space ${facts.count("LarmorLines") === 1 ? "was" : "were"} acquired`,
    averaged > 0 ? `, ${averaged} of them more than once (at most ${most} times) and averaged` : "",
    dropped > 0 ? `; ${counted(dropped, "readout")} off the encoded matrix left out` : "",
    ".",
  ].join("");
}

function kSpace(facts: Facts): string | undefined {
  const filled = facts.text("LarmorPartialFourier");
  const window = facts.text("LarmorKSpaceWindow");
  const reported = [
    filled === undefined
      ? ""
      : `the side that partial Fourier leaves out was ${filled === "filter" ? "tapered" : `filled by ${filled}`}`,
    window === undefined ? "" : `it was weighted by windows along e0, e1 and e2: ${window}`,
  ].filter((each) => each !== "");
  return reported.length === 0 ? undefined : `In k-space, ${reported.join(", and ")}.`;
}

function pixels({ header }: Image, facts: Facts): string | undefined {
  const scale = facts.text("LarmorScale");
  const integers = storedAs[header.dataType];
  const clipped = facts.count("LarmorClippedPixels");
  const reported = [
    scale === undefined ? "" : `were multiplied by ${Number(Number(scale).toPrecision(6))}`,
    integers === undefined
      ? ""
      : `are stored as ${integers}${clipped > 0 ? `, ${clipped} of them clipped to what these can hold` : ""}`,
  ].filter((each) => each !== "");
  return reported.length === 0 ? undefined : `Its pixels ${reported.join(" and ")}.`;
}

function broken(facts: Facts): string | undefined {
  const count = facts.count("LarmorNonFinitePixels");
  return count === 0
    ? undefined
    : `${counted(count, "pixel")} of it ${count === 1 ? "is" : "are"} NaN or infinite, as samples were.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function shortHash(hash: string | undefined): string {
  return hash === undefined ? "unknown" : hash.slice(0, DIGITS);
}
