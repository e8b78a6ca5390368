import { from, lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import bypass from "../../gadgets/control/bypass.ts";
import restore from "../../gadgets/control/restore.ts";
import type { BypassedImage, Message } from "../../src/gadget-api/index.ts";
import { DataType, type Image } from "../../src/mrd/index.ts";
import { image } from "../support/messages.ts";
import { contextOf, parametersOf, type Reported, run } from "../support/run-gadget.ts";

const typed = (imageType: number, fields = {}) => image([1, 2], { imageType, imageIndex: imageType, ...fields });
const types = [0, 1, 2, 3, 4, 5, 6, 7].map((type) => typed(type));
const bypassedOf = async (messages: readonly Message[], parameters = {}, reported: Reported = []) => {
  const operator = bypass.create(contextOf(undefined, reported), parametersOf(bypass, parameters));
  return lastValueFrom(from(messages).pipe(operator, toArray()));
};
const bypassed = (messages: readonly Message[]) =>
  messages.filter((each): each is BypassedImage => each.kind === "bypassed");
const images = (messages: readonly Message[]) => messages.filter((each): each is Image => each.kind === "image");

describe("bypass", () => {
  it("lets images other than magnitude bypass; images without a type count as magnitude", async () => {
    const messages = await bypassedOf(types);
    expect(messages.map(({ kind }) => kind)).toEqual(["image", "image", ...Array<string>(6).fill("bypassed")]);
    expect(bypassed(messages).map((each) => each.image)).toEqual(types.slice(2));
  });

  it.each([
    ["magnitude", [0, 1]],
    ["phase", [2]],
    ["real", [3]],
    ["imag", [4]],
    ["complex", [5]],
    ["rgb", [6]],
    ["other", [7]],
  ])("knows %s by its type", async (kind, expected) => {
    const found = bypassed(await bypassedOf(types, { kinds: [kind] }));
    expect(found.map((each) => each.image.header.imageType)).toEqual(expected);
  });

  it("recognises complex images without a type by their pixels", async () => {
    expect((await bypassedOf([typed(0, { dataType: DataType.complexFloat })]))[0]!.kind).toBe("bypassed");
  });

  it("may copy, into a series of its own", async () => {
    const messages = await bypassedOf(types.slice(1, 3), { kinds: ["magnitude"], copy: true, series: 99 });
    expect(messages.map(({ kind }) => kind)).toEqual(["bypassed", "image", "image"]);
    expect(bypassed(messages)[0]!.image.header).toMatchObject({ imageType: 1, imageSeriesIndex: 99 });
    expect(images(messages)).toEqual(types.slice(1, 3));
  });

  it("warns if there was nothing to copy", async () => {
    const reported: Reported = [];
    await bypassedOf([types[2]!], { kinds: ["magnitude"], copy: true }, reported);
    await bypassedOf([types[2]!], { kinds: ["magnitude"] }, reported);
    expect(reported).toEqual(["warning: no magnitude image to copy"]);
  });
});

describe("restore", () => {
  it("restores bypassed images", async () => {
    expect(await run(restore, "image", bypassed(await bypassedOf(types)))).toEqual(types.slice(2));
  });
});
