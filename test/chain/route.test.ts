import fc from "fast-check";
import { map } from "rxjs";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/gadget-api/index.ts";
import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { passing, runWith } from "../support/chains.ts";
import { image, readout, waveform } from "../support/messages.ts";

const wire = ["acquisition", "waveform", "image", "text"] as const;

/** Three steps that record what they consume. */
function notebooks() {
  const noted: Record<string, Message[]> = { a: [], b: [], c: [] };
  const gadgets = Object.keys(noted).map((name) =>
    passing(
      name,
      wire,
      wire,
      map((message) => {
        noted[name]!.push(message);
        return message;
      }),
    ),
  );
  return { noted, gadgets };
}
const parallel = (route: string) => `  - parallel: { route: ${route}, first: [a], second: [b], third: [c] }`;

const anyReadout = fc
  .record({
    contrast: fc.nat(3),
    user2: fc.nat(2),
    flags: fc.subarray([AcquisitionFlag.noiseMeasurement, AcquisitionFlag.reverse, AcquisitionFlag.navigationData]),
  })
  .map(({ contrast, user2, flags }) => readout({ contrast, user: [0, 0, user2, 0, 0, 0, 0, 0], flags }));
const anyImage = fc.nat(3).map((contrast) => image([1], { contrast }));
const anyMessage = fc.oneof(
  anyReadout,
  anyImage,
  fc.constant(null).map(() => waveform()),
);
const anyMessages = fc.array(anyMessage, { maxLength: 15 });

const placesIn = (messages: readonly Message[]) => (some: readonly Message[]) =>
  some.map((message) => messages.indexOf(message));

/** Bit 19 of the mask of flags, as ismrmrd.h counts it, and so on. */
const hasBit = (message: Message, number: number) =>
  message.kind === "acquisition" && (message.header.flags & (1n << BigInt(number - 1))) !== 0n;

describe("route", () => {
  it.each<[string, string, (message: Message) => "a" | "b" | "c"]>([
    [
      "kind",
      "{ by: kind, acquisition: first, image: second, otherwise: third }",
      ({ kind }) => (kind === "acquisition" ? "a" : kind === "image" ? "b" : "c"),
    ],
    [
      "flag: the first match",
      "{ by: flag, noiseMeasurement: first, reverse: second, otherwise: third }",
      (message) => (hasBit(message, 19) ? "a" : hasBit(message, 22) ? "b" : "c"),
    ],
    [
      "counter, of readouts and images",
      "{ by: contrast, 0: first, 2: first, 1: second, otherwise: third }",
      (message) => {
        const contrast =
          message.kind === "waveform" || message.kind === "text"
            ? -1
            : (message as never as { header: { contrast: number } }).header.contrast;
        return contrast === 0 || contrast === 2 ? "a" : contrast === 1 ? "b" : "c";
      },
    ],
    [
      "user counter",
      "{ by: user_2, 0: first, 1: second, otherwise: third }",
      (message) => {
        const value = message.kind === "acquisition" ? message.header.user[2] : -1;
        return value === 0 ? "a" : value === 1 ? "b" : "c";
      },
    ],
  ])("leads each message to one branch, by %s", async (_by, route, expected) => {
    await fc.assert(
      fc.asyncProperty(anyMessages, async (messages) => {
        const { noted, gadgets } = notebooks();
        const results = await runWith(gadgets, parallel(route), messages);
        const places = placesIn(messages);
        expect(places(results)).toEqual([...messages.keys()]);
        for (const name of ["a", "b", "c"]) {
          expect(places(noted[name]!)).toEqual(places(messages.filter((message) => expected(message) === name)));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("through one of its branches runs only that branch", async () => {
    await fc.assert(
      fc.asyncProperty(anyMessages, fc.subarray(["a", "b", "c"]), async (messages, steps) => {
        const routed = notebooks();
        const text = `  - parallel: { route: { by: flag, compression1: other, otherwise: all }, other: [], all: [${steps}] }`;
        const results = await runWith(routed.gadgets, text, messages);
        const flat = notebooks();
        const expected =
          steps.length === 0
            ? messages
            : await runWith(flat.gadgets, steps.map((step) => `  - ${step}\n`).join(""), messages);
        const places = placesIn(messages);
        expect(places(results)).toEqual(places(expected));
        for (const name of ["a", "b", "c"]) expect(places(routed.noted[name]!)).toEqual(places(flat.noted[name]!));
      }),
      { numRuns: 30 },
    );
  });

  it.each<[string, Message, string]>([
    [
      "{ by: contrast, 0: first, 1: second, 2: third }",
      readout({ scanCounter: 7, contrast: 4 }),
      "no branch accepts readout 7, whose contrast is 4",
    ],
    [
      "{ by: flag, reverse: first, user1: second, user2: third }",
      readout({ scanCounter: 7 }),
      "no branch accepts readout 7, which has none of the flags reverse, user1, user2",
    ],
    [
      "{ by: flag, reverse: first, user1: second, user2: third }",
      image([1]),
      "no branch accepts messages of kind image, which have no flag",
    ],
    [
      "{ by: contrast, 0: first, 1: second, 2: third }",
      image([1], { contrast: 9 }),
      "no branch accepts messages of kind image, whose contrast is 9",
    ],
    [
      "{ by: segment, 0: first, 1: second, 2: third }",
      image([1]),
      "no branch accepts messages of kind image, which have no segment",
    ],
    [
      "{ by: kind, acquisition: first, image: second, text: third }",
      waveform(),
      "no branch accepts messages of kind waveform",
    ],
  ])("%s names a message that no branch takes", async (route, message, expected) => {
    const { gadgets } = notebooks();
    const running = runWith(gadgets, parallel(route), [message]);
    await expect(running).rejects.toThrow(
      /^chain test, step 1, parallel \(test\.yaml:3:5\)(, at scan counter 7)?: no branch/,
    );
    await expect(running).rejects.toThrow(`: ${expected}; add one, or name a branch for all others: \`otherwise\``);
  });
});
