import { lastValueFrom, of, toArray } from "rxjs";
import { expect, it } from "vitest";
import discard from "../../gadgets/control/discard.ts";
import { image, readout, waveform } from "../support/messages.ts";
import { contextOf } from "../support/run-gadget.ts";

it("discard discards everything that a client can send, and needs no header", async () => {
  const context = {
    ...contextOf(),
    get header(): never {
      throw new Error("no header");
    },
  };
  const messages = of(readout(), waveform(), image([1]), { kind: "text", text: "{}" } as const);
  expect(await lastValueFrom(messages.pipe(discard.create(context, {}), toArray()))).toEqual([]);
});
