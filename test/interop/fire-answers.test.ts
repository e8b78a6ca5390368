import { describe, expect, it } from "vitest";
import { exchange } from "../../src/client/index.ts";
import type { Acquisition, Image, Waveform } from "../../src/mrd/index.ts";
import { duplexPair } from "../support/duplex.ts";
import { takeApart } from "../support/wire-decoder.ts";
import { fireExchanges } from "./fire-exchanges.ts";
import { recorded } from "./recorded.ts";

/** Feeds a server's bytes, in chunks of an odd size, to Larmor's client, and collects the result. */
async function play(bytes: Buffer) {
  const [client, server] = duplexPair();
  for (let i = 0; i < bytes.length; i += 4099) server.write(bytes.subarray(i, i + 4099));
  server.end();
  server.resume();
  const data: (Acquisition | Waveform | Image)[] = [];
  const texts: string[] = [];
  async function* nothing() {}
  const { closed } = await exchange(
    client,
    { config: { kind: "config-file", name: "any" }, parameters: undefined, header: undefined, blocks: nothing() },
    { onData: (message) => void (message.kind !== "dicom" && data.push(message)), onText: (text) => texts.push(text) },
  );
  return { data, texts, closed };
}

const answered = fireExchanges.filter(({ server }) => server === "fire");

describe("Larmor's client understands the recorded answers of FIRE's server", () => {
  it.each(answered)("$name", async ({ name }) => {
    const { server } = recorded(name);
    const expected = takeApart(server);
    const { data, texts, closed } = await play(server);
    expect(closed).toBe(true);
    expect(texts).toEqual(expected.filter(({ id }) => id === 5).map(({ text }) => text.trimEnd()));
    const theirs = expected.filter(({ id }) => id === 1022);
    expect(data).toHaveLength(theirs.length);
    for (const [i, { header, text, data: pixels }] of theirs.entries()) {
      const image = data[i] as Image;
      expect(image.kind).toBe("image");
      expect(Buffer.from(image.header.bytes).equals(header)).toBe(true);
      expect(image.attributes).toBe(text);
      expect(Buffer.from(image.data.buffer, image.data.byteOffset, image.data.byteLength).equals(pixels)).toBe(true);
    }
  });

  it("among them images, pictures of several channels, and texts", () => {
    const counts = Object.fromEntries(
      answered.map(({ name }) => [
        name.replace("fire/", ""),
        takeApart(recorded(name).server).map(({ id, header }) =>
          id === 1022 ? `${header.readUInt16LE(34)} channel` : id === 5 ? "text" : "close",
        ),
      ]),
    );
    expect(counts["invertcontrast-images-rgb"]).toEqual([...Array(4).fill("3 channel"), "1 channel", "close"]);
    expect(counts.invertcontrast).toEqual(["text", "1 channel", "text", "1 channel", "close"]);
    expect(counts["analyzeflow-raw"]).toEqual([...Array(32).fill("text"), "close"]);
    expect(counts.null).toEqual(["close"]);
  });
});
