import { from, lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import putBack from "../../gadgets/control/put-back.ts";
import setAside from "../../gadgets/control/set-aside.ts";
import type { AsideImage, Message } from "../../src/gadget-api/index.ts";
import { DataType, type Image } from "../../src/mrd/index.ts";
import { image } from "../support/messages.ts";
import { contextOf, parametersOf, run, type Told } from "../support/run-gadget.ts";

const typed = (imageType: number, fields = {}) => image([1, 2], { imageType, imageIndex: imageType, ...fields });
const types = [0, 1, 2, 3, 4, 5, 6, 7].map((type) => typed(type));
const taken = async (messages: readonly Message[], parameters = {}, told: Told = []) => {
  const operator = setAside.create(contextOf(undefined, told), parametersOf(setAside, parameters));
  return lastValueFrom(from(messages).pipe(operator, toArray()));
};
const asides = (messages: readonly Message[]) => messages.filter((each): each is AsideImage => each.kind === "aside");
const images = (messages: readonly Message[]) => messages.filter((each): each is Image => each.kind === "image");

describe("set-aside", () => {
  it("takes out what is no magnitude; images of no type count as such", async () => {
    const messages = await taken(types);
    expect(messages.map(({ kind }) => kind)).toEqual(["image", "image", ...Array<string>(6).fill("aside")]);
    expect(asides(messages).map((each) => each.image)).toEqual(types.slice(2));
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
    const found = asides(await taken(types, { kinds: [kind] }));
    expect(found.map((each) => each.image.header.imageType)).toEqual(expected);
  });

  it("knows complex images of no type by their pixels", async () => {
    expect((await taken([typed(0, { dataType: DataType.complexFloat })]))[0]!.kind).toBe("aside");
  });

  it("may copy, into a series of its own", async () => {
    const messages = await taken(types.slice(1, 3), { kinds: ["magnitude"], copy: true, series: 99 });
    expect(messages.map(({ kind }) => kind)).toEqual(["aside", "image", "image"]);
    expect(asides(messages)[0]!.image.header).toMatchObject({ imageType: 1, imageSeriesIndex: 99 });
    expect(images(messages)).toEqual(types.slice(1, 3));
  });

  it("warns where there was nothing to copy", async () => {
    const told: Told = [];
    await taken([types[2]!], { kinds: ["magnitude"], copy: true }, told);
    await taken([types[2]!], { kinds: ["magnitude"] }, told);
    expect(told).toEqual(["warning: no magnitude image came in to be copied"]);
  });
});

describe("put-back", () => {
  it("makes images of what was set aside", async () => {
    expect(await run(putBack, "image", asides(await taken(types)))).toEqual(types.slice(2));
  });
});
