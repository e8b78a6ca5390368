import { describe, expect, it } from "vitest";
import {
  type Acquisition,
  type Image,
  MessageReader,
  parseAttributes,
  parseHeader,
  type WireMessage,
} from "../../src/mrd/index.ts";
import { histogramPercentile } from "../../src/numerics/images/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { memoryNoise } from "../support/memory-noise.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { converse, images, lines } from "../support/session.ts";
import { recorded } from "./recorded.ts";

/** Bytes of Gadgetron's client, replayed to a session, and the answers of Larmor's server when they were recorded. */
const exchange = (name: string) => recorded(`gadgetron/${name}`);
const messages = (bytes: Buffer): WireMessage[] => [...new MessageReader().push(bytes)];
const kinds = (received: readonly WireMessage[]) => received.map(({ kind }) => kind);

/** The images that a chain computes from what a client sent. */
async function reconstructed(chain: string, client: Buffer, options = {}): Promise<Image[]> {
  const sent = messages(client);
  const header = sent.find((message) => message.kind === "header")!;
  const data = sent.filter((message): message is Acquisition => message.kind === "acquisition");
  return (await reconstruct(chain, parseHeader(header.text), data, options)).images;
}

function expectSameImages(received: readonly Image[], expected: readonly Image[]): void {
  expect(received).toHaveLength(expected.length);
  for (const [i, image] of received.entries()) {
    expect(image.header.toObject()).toEqual({
      ...expected[i]!.header.toObject(),
      attributeStringLen: expect.any(Number),
    });
    expect(image.data).toEqual(expected[i]!.data);
  }
}

describe("a session serves what Gadgetron's client sent", () => {
  it.each([
    ["the name of a configuration", "default", "default", { chain: "default" }],
    ["another", "default_optimized", "default_optimized", { chain: "default_optimized" }],
    ["a chain in XML, of the newer form", "version-2", "default", { chain: "CONFIG_TEXT" }],
  ])("%s: the images are those of a file, and what the client had got", async (_, name, chain, origin) => {
    const { client, server } = exchange(name);
    const received = await converse([client]);
    expectSameImages(images(received), await reconstructed(chain, client));
    for (const { attributes } of images(received)) {
      expect(parseAttributes(attributes).get("LarmorChain")).toEqual([origin.chain]);
    }
    const before = messages(server);
    expect(kinds(received)).toEqual(kinds(before));
    expect(lines(received)).toEqual(lines(before));
    expect(lines(received).every((line) => line.endsWith("\n"))).toBe(true);
    expect(images(received).map(({ header }) => header.slice)).toEqual([0, 1]);
    for (const [i, image] of images(before).entries()) {
      expect(relativeError([...images(received)[i]!.data], [...image.data])).toBeLessThan(1e-6);
    }
  });

  it("a chain in XML, of the older form, with properties without effect reported first", async () => {
    const { client } = exchange("legacy");
    const received = await converse([client]);
    expect(lines(received).slice(0, 2)).toEqual([
      expect.stringMatching(/^WARNING CONFIG_TEXT: no effect: noise_dependency_prefix \(line 10\): .*\n$/),
      expect.stringMatching(/^WARNING CONFIG_TEXT: no effect: verbose \(line 31\): .*\n$/),
    ]);
    // The principal components of both coils have the same root sum of squares, which is then scaled and rounded.
    for (const [i, { data }] of (await reconstructed("default", client)).entries()) {
      const { data: own } = images(received)[i]!;
      expect(own).toBeInstanceOf(Uint16Array);
      const scale = 1000 / histogramPercentile(data as Float32Array, 99, 100);
      const expected = [...data].map((pixel) => Math.min(2000, Math.round(pixel * scale)));
      expect(relativeError([...own], expected)).toBeLessThan(1e-3);
    }
    expect(received.at(-1)).toEqual({ kind: "close" });
  });

  it("a chain in XML that can't be translated, with all that is wrong", async () => {
    const { client } = exchange("untranslatable");
    const received = await converse([client]);
    expect(kinds(received)).toEqual([...new Array(8).fill("text"), "close"]);
    for (const line of lines(received)) expect(line).toMatch(/^ERROR {3}CONFIG_TEXT:\d+:\d+: .*\n$/);
  });

  it.each([
    ["precision", 1e-3],
    ["tolerance", 2e-2],
  ])("readouts that are compressed by %s", async (name, tolerance) => {
    const { client } = exchange(name);
    const received = await converse([client]);
    const plain = await reconstructed("default", exchange("default").client);
    expect(images(received)).toHaveLength(plain.length);
    for (const [i, { data, header }] of images(received).entries()) {
      expect(relativeError([...data], [...plain[i]!.data])).toBeLessThan(tolerance);
      expect(header.matrixSize).toEqual(plain[i]!.header.matrixSize);
    }
    expect(client.length).toBeLessThan(0.8 * exchange("default").client.length);
  });

  it("noise, a query for it, and a measurement that depends on it", async () => {
    const noise = memoryNoise();
    const kept = await converse([exchange("noise").client], { noise });
    expect(lines(kept)).toEqual([
      expect.stringMatching(/^INFO {4}noise-adjust: 128 noise samples of 2 coils are stored/),
    ]);
    expect(images(kept)).toEqual([]);

    const [summary, ...others] = await converse([exchange("dependent").client], { noise });
    expect(others).toEqual([{ kind: "close" }]);
    const attributes = parseAttributes((summary as Extract<WireMessage, { kind: "dependencies" }>).attributes);
    const { covariance, dwellUs } = [...noise.records.values()][0]!;
    const sigmas = [Math.sqrt(covariance[0]!), Math.sqrt(covariance[6]!)];
    expect(attributes.get("status")).toEqual(["success"]);
    expect(attributes.get("channels")).toEqual(["2"]);
    expect(Number(attributes.get("noise_dwell_time_us"))).toBe(dwellUs);
    expect(Number(attributes.get("min_sigma"))).toBeCloseTo(Math.min(...sigmas), 12);
    expect(Number(attributes.get("max_sigma"))).toBeCloseTo(Math.max(...sigmas), 12);

    const { client } = exchange("dependent-2");
    const received = await converse([client], { noise });
    expectSameImages(images(received), await reconstructed("cartesian", client, { noise }));
    expect(lines(received)).toEqual([
      expect.stringMatching(/prewhitening with 128 noise samples .* of measurement noise_/),
    ]);

    const [list, ...rest] = await converse([exchange("gtquery").client], { noise });
    expect(rest).toEqual([{ kind: "close" }]);
    expect(kinds(messages(exchange("gtquery").server))).toEqual(["dependencies", "close"]);
    const names = parseAttributes((list as Extract<WireMessage, { kind: "dependencies" }>).attributes);
    expect(names.get("NoiseDependencies")).toEqual(
      [...noise.records.keys()].map((id) => `GadgetronNoiseCovarianceMatrix_${id}`),
    );
  });

  it("a query for noise that is not there", async () => {
    const [summary] = await converse([exchange("dependent").client]);
    expect(summary).toMatchObject({
      kind: "dependencies",
      attributes: expect.stringContaining("<value>failed</value>"),
    });
    const [list] = await converse([exchange("gtquery").client]);
    expect(list).toMatchObject({ kind: "dependencies", attributes: expect.stringContaining("<value>Dummy</value>") });
  });

  it("whether the server is there, and its version", async () => {
    expect(await converse([exchange("isalive").client])).toEqual([{ kind: "close" }]);
    expect(await converse([exchange("info").client])).toEqual([
      { kind: "response", correlationId: 0n, text: "0.0.0-test" },
      { kind: "close" },
    ]);
  });
});
