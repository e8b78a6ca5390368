import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { converse, images, lines } from "../support/session.ts";
import { type RawMessage, takeApart } from "../support/wire-decoder.ts";
import { recorded } from "./recorded.ts";

/**
 * The magnitude images that FIRE itself made of the same readouts, as fractions of their maximum, rounded to 1 / 4095.
 */
function theirImages(): number[][] {
  const images = takeApart(recorded("fire/simplefft").server).filter(({ id }) => id === 1022);
  return images.map(({ data }) => Array.from({ length: data.length / 2 }, (_, i) => data.readInt16LE(2 * i) / 4095));
}

function expectSame(ours: readonly (readonly number[])[]): void {
  const theirs = theirImages();
  expect(ours).toHaveLength(theirs.length);
  for (const [i, pixels] of ours.entries()) {
    const maximum = pixels.reduce((a, b) => Math.max(a, b));
    const worst = pixels.map((pixel, j) => Math.abs(pixel / maximum - theirs[i]![j]!)).reduce((a, b) => Math.max(a, b));
    expect(worst).toBeLessThan(0.501 / 4095);
  }
}

describe("a session serves what FIRE's client sent", () => {
  it.each([
    ["a chain's name, with waveforms before all readouts", "cartesian", [/no noise/]],
    ["a chain's text from a file of its own", "local-config", []],
    ["parameters from a JSON file", "parameters", [/^WARNING chain default has no parameter 'colour'/]],
  ])("%s", async (_, name, expected) => {
    const received = await converse([recorded(`fire/${name}`).client]);
    expectSame(images(received).map(({ data }) => [...data]));
    expect(images(received).map(({ header }) => header.slice)).toEqual([0, 1]);
    expect(received.at(-1)).toEqual({ kind: "close" });
    const said = lines(received);
    expect(said).toHaveLength(expected.length);
    for (const [i, line] of expected.entries()) expect(said[i]).toMatch(line);
  });

  it("null, with CLOSE alone", async () => {
    expect(await converse([recorded("fire/null").client])).toEqual([{ kind: "close" }]);
  });

  it("savedataonly, and keeps every bit of it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "larmor-fire-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { client } = recorded("fire/savedataonly");
    await converse([client], { saving: { folder, always: false, nameByProtocol: false } });
    const [name] = readdirSync(folder);
    const file = await MrdFile.open(join(folder, name!));
    onTestFinished(() => file.close());
    const group = file.group();
    const sent = takeApart(client);
    const of = (wanted: number) => sent.filter(({ id }) => id === wanted);
    expect([group.configFile, group.header]).toEqual([of(1)[0]!.text, of(3)[0]!.text]);
    const readouts = [...group.acquisitions()];
    expectBits(readouts, of(1008));
    expectBits([...group.waveforms()], of(1026));
    expect([readouts.length, group.waveformCount]).toEqual([32, 1]);
  });
});

function expectBits(
  kept: readonly { readonly header: { readonly bytes: Uint8Array }; readonly data: ArrayBufferView }[],
  sent: readonly RawMessage[],
): void {
  const bits = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => Buffer.from(buffer, byteOffset, byteLength);
  expect(kept.map(({ header }) => bits(header.bytes).toString("hex"))).toEqual(
    sent.map(({ header }) => header.toString("hex")),
  );
  expect(kept.map(({ data }) => bits(data).toString("hex"))).toEqual(sent.map(({ data }) => data.toString("hex")));
}
