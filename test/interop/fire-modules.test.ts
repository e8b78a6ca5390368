import { describe, expect, it } from "vitest";
import { type Image, type ImageHeader, MessageReader, parseAttributes } from "../../src/mrd/index.ts";
import { converse, images, lines } from "../support/session.ts";
import { fireExchanges } from "./fire-exchanges.ts";
import { recorded } from "./recorded.ts";

/**
 * Our chains beside FIRE's modules: the bytes that FIRE's client sent to its server go to our session, and the images that
 * come back are held against those that FIRE's server sent.
 */

/** Fields of an image's header in which our chains differ, and why. */
const otherwise: Partial<Record<string, readonly string[]>> = {
  // Flags of a readout mean something else in an image; images of a series count from 1.
  simplefft: ["imageIndex", "imageType"],
  "json-config": ["imageIndex", "imageType"],
  invertcontrast: ["flags", "imageIndex"],
  "invertcontrast-rgb": ["flags", "imageIndex"],
  analyzeflow: ["imageIndex"],
  report: ["imageIndex"],
  "report-images": ["imageIndex"],
};
/** Complex numbers, as Python writes them, which no viewer reads. */
const badAttributes = ["(", "j)"];

const theirs = (name: string): Image[] =>
  [...new MessageReader().push(recorded(`fire/${name}`).server)].filter((each): each is Image => each.kind === "image");
const fieldsOf = ({ header }: Image, left: readonly string[] = []) => {
  const fields = Object.entries(header.toObject()).filter(([name]) => ![...left, "attributeStringLen"].includes(name));
  return Object.fromEntries(fields);
};
const attributesOf = ({ attributes }: Image) =>
  [...parseAttributes(attributes)].filter(
    ([name, values]) => !name.startsWith("Larmor") && !badAttributes.every((part) => values.join().includes(part)),
  );
/** In an order of their own: images that pass overtake others there and here. */
const sorted = (all: readonly Image[]) =>
  all.toSorted(({ header: a }, { header: b }) => keyOf(a).localeCompare(keyOf(b)));
const keyOf = ({ imageSeriesIndex, slice, phase }: ImageHeader) =>
  [imageSeriesIndex, slice, phase].map((number) => String(number).padStart(5, "0")).join(" ");

const judged = fireExchanges
  .filter(({ server }) => server === "fire")
  .map(({ name }) => name.replace("fire/", ""))
  // FIRE's server fails with these: it reads the header of images that have none, and readouts are no flow.
  .filter((name) => theirs(name).length > 0);

describe("our chain gives what FIRE's module gave to its client", () => {
  it.each(judged)("%s", async (name) => {
    const received = await converse([recorded(`fire/${name}`).client]);
    expect(lines(received).filter((line) => line.startsWith("ERROR"))).toEqual([]);
    const [ours, expected] = [sorted(images(received)), sorted(theirs(name))];
    expect(ours).toHaveLength(expected.length);
    for (const [i, image] of ours.entries()) {
      const other = expected[i]!;
      expect(fieldsOf(image, otherwise[name])).toEqual(fieldsOf(other, otherwise[name]));
      expect(Object.fromEntries(attributesOf(image))).toMatchObject(Object.fromEntries(attributesOf(other)));
      if (!name.startsWith("report")) expectPixels(image, other);
    }
  });
});

/** The same but for rounding. */
function expectPixels({ data }: Image, { data: expected }: Image): void {
  expect(data.constructor).toBe(expected.constructor);
  const scale = data instanceof Float32Array ? 1e-5 * Math.max(...expected) : 1;
  expect(Math.max(...Array.from(data, (pixel, i) => Math.abs(pixel - expected[i]!)))).toBeLessThanOrEqual(scale);
}
