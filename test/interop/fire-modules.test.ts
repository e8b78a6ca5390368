import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Image, ImageHeader, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { converse, images, lines } from "../support/session.ts";
import { type RawMessage, takeApart } from "../support/wire-decoder.ts";
import { fireExchanges } from "./fire-exchanges.ts";
import { recorded } from "./recorded.ts";

/** Intended differences between Larmor and FIRE. */
interface Difference {
  /** A header field, an attribute, or `pixels`. */
  readonly what: string;
  /** The exchanges, without `fire/`. */
  readonly in: RegExp;
  readonly why: string;
  /** Expectation for Larmor; `place` is the image's index in its series, from 0. */
  holds(image: Image, place: number): boolean;
}

const attribute = (image: Image, name: string) => parseAttributes(image.attributes).get(name)?.[0];
const complexWindow = {
  in: /complex|without-header/,
  why: "FIRE prints the complex numbers of Python, such as (604+0j), which no viewer reads",
};
const differences: readonly Difference[] = [
  {
    what: "imageType",
    in: /^(simplefft|json-config)$/,
    why: "FIRE leaves 0, which MRD does not define",
    holds: ({ header }) => header.imageType === ImageType.magnitude,
  },
  {
    what: "imageIndex",
    in: /^(simplefft|json-config|invertcontrast|invertcontrast-rgb|analyzeflow|report|report-images)$/,
    why: "FIRE's begins at 0 or stays at 1; Larmor counts up in the series from 1, as DICOM's instance number does",
    holds: ({ header }, place) => header.imageIndex === place + 1,
  },
  {
    what: "flags",
    in: /^invertcontrast(-rgb)?$/,
    why: "FIRE copies the flags of a readout, whose bits mean something else in an image",
    holds: ({ header }) => header.flags === 0n,
  },
  {
    what: "WindowCenter",
    ...complexWindow,
    holds: (image) => Number(attribute(image, "WindowCenter")) > 0,
  },
  {
    what: "WindowWidth",
    ...complexWindow,
    holds: (image) => Number(attribute(image, "WindowWidth")) > 0,
  },
  {
    what: "pixels",
    in: /^report/,
    why: "the letters of the table have another shape",
    holds: ({ data }) =>
      data.every((pixel) => pixel >= 0 && pixel <= 255) && data.filter((pixel) => pixel > 200).length > 500,
  },
];

/** Those that some image had. */
const met = new Set<Difference>();

/** Unexpected differences of an image: both values of each, by name. */
function unexpected(name: string, ours: Image, theirs: RawMessage, place: number): Record<string, unknown> {
  const known = differences.filter((each) => each.in.test(name.replace("fire/", "")) && each.holds(ours, place));
  const found = Object.entries({
    ...headerDifferences(ours.header, new ImageHeader(theirs.header)),
    ...attributeDifferences(ours.attributes, theirs.text),
    ...pixelDifference(ours, theirs),
  });
  const explained = known.filter((each) => found.some(([what]) => what === each.what));
  for (const each of explained) met.add(each);
  return Object.fromEntries(found.filter(([what]) => !explained.some((each) => each.what === what)));
}

function headerDifferences(ours: ImageHeader, theirs: ImageHeader): Record<string, unknown> {
  const [mine, fire] = [ours, theirs].map((header) => header.toObject() as Record<string, unknown>);
  const plain = (value: unknown) =>
    JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}` : inner));
  const names = Object.keys(mine!).filter((name) => name !== "attributeStringLen");
  const different = names.filter((name) => plain(mine![name]) !== plain(fire![name]));
  return Object.fromEntries(different.map((name) => [name, [mine![name], fire![name]]]));
}

/** Numbers may be formatted differently. Attributes that every image of Larmor has in addition are ignored. */
function attributeDifferences(ours: string, theirs: string): Record<string, unknown> {
  const [mine, fire] = [parseAttributes(ours), parseAttributes(theirs)];
  const same = (a: readonly string[] = [], b: readonly string[] = []) =>
    a.length === b.length && a.every((value, i) => value === b[i] || Number(value) === Number(b[i]));
  const names = [...new Set([...mine.keys(), ...fire.keys()])].filter((name) => !name.startsWith("Larmor"));
  const different = names.filter((name) => !same(mine.get(name), fire.get(name)));
  return Object.fromEntries(different.map((name) => [name, [mine.get(name), fire.get(name)]]));
}

/** Integers may differ by one where a half was rounded, floats by what float32 arithmetic costs. */
function pixelDifference({ header, data }: Image, theirs: RawMessage): Record<string, unknown> {
  const integers = header.dataType <= 4;
  const expected = (i: number) => (integers ? theirs.data.readInt16LE(2 * i) : theirs.data.readFloatLE(4 * i));
  let [error, largest] = [0, 0];
  for (const [i, value] of data.entries()) {
    error = Math.max(error, Math.abs(value - expected(i)));
    largest = Math.max(largest, Math.abs(expected(i)));
  }
  return error <= (integers ? 1 : 1e-5 * largest) ? {} : { pixels: `differ by ${error}` };
}

/** Images of a series in their order: which series leaves first is not compared. */
function bySeries<T>(images: readonly T[], series: (image: T) => number): T[] {
  return images.toSorted((a, b) => series(a) - series(b));
}

/** For savedataonly, which fire-clients.test.ts looks at. */
const folder = mkdtempSync(join(tmpdir(), "larmor-fire-"));
afterAll(() => rmSync(folder, { recursive: true }));
const saving = { folder, always: false, nameByProtocol: false };

const exchanges = fireExchanges.filter(({ server }) => server === "fire");

describe("chains by the names of FIRE's modules make its images, headers and attributes", () => {
  it.each(exchanges)("$name", async ({ name }) => {
    const { client, server } = recorded(name);
    const theirs = bySeries(
      takeApart(server).filter(({ id }) => id === 1022),
      ({ header }) => new ImageHeader(header).imageSeriesIndex,
    );
    const received = await converse([client], { saving });
    expect(received.at(-1)).toEqual({ kind: "close" });
    expect(lines(received).filter((line) => line.startsWith("ERROR"))).toEqual([]);
    const ours = bySeries(images(received), ({ header }) => header.imageSeriesIndex);
    expect(ours).toHaveLength(theirs.length);
    const places = ours.map(
      (image, i) => i - ours.findIndex(({ header }) => header.imageSeriesIndex === image.header.imageSeriesIndex),
    );
    const found = ours.map((image, i) => unexpected(name, image, theirs[i]!, places[i]!));
    expect(found).toEqual(theirs.map(() => ({})));
  });

  it("and differ where they are said to", () => {
    expect(differences.filter((each) => !met.has(each))).toEqual([]);
  });
});
