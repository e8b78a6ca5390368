import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Chain } from "../../src/chain/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { image, readout } from "../support/messages.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { onMessages, say, scriptedPeer } from "../support/scripted-peer.ts";
import { allSteps, library, serveSession } from "../support/session.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-external-"));
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer({ allowHalfOpen: true }, (socket) => void serveSession(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** A chain in a file, as on a server. */
function chainOf(steps: string): Promise<Chain> {
  const path = join(folder, "mine.yaml");
  writeFileSync(path, `description: d\nchain:\n${steps}`);
  return library.read(path);
}
const { header, acquisitions } = phantom({ matrix: 16, matrixY: 12, coils: 3, repetitions: 2, noiseReadouts: 4 });
const measured = [...acquisitions()];
/** An image without its provenance. */
function essence({ header: described, data }: Image): string {
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const { bytes } = described.with({ attributeStringLen: 0 });
  return createHash("sha256").update(bytes).update(pixels).digest("hex");
}

/** The same images except for rounding, which depends on the order of operations. */
function expectNearly(images: readonly Image[], expected: readonly Image[]): void {
  const headers = (all: readonly Image[]) => all.map((each) => [...each.header.with({ attributeStringLen: 0 }).bytes]);
  expect(headers(images)).toEqual(headers(expected));
  for (const [i, { data }] of images.entries()) {
    expect(relativeError(data as Float32Array, Float64Array.from(expected[i]!.data))).toBeLessThan(1e-6);
  }
}

describe("external, with a Larmor server", () => {
  it("yields the images of the chain that it names", async () => {
    const chain = await chainOf(`  - external: { connect: "127.0.0.1:${port}", config: cartesian }\n`);
    const { images, reported } = await reconstruct(chain, header, measured);
    const here = await reconstruct("cartesian", header, measured);
    expect(images).toHaveLength(2);
    expect(images.map(essence)).toEqual(here.images.map(essence));
    expect(reported.filter((line) => !line.startsWith("debug"))).toEqual(
      here.reported.map((line) => line.replace(/: /, ": external: ")),
    );
  });

  it("can do part of the work: readouts are returned, and continue in the chain", async () => {
    const chain = await chainOf(`  - external:
      connect: "127.0.0.1:${port}"
      configText: "{ description: d, chain: [noise-adjust] }"
      returns: [acquisition]
  - remove-oversampling
  - accumulate: { trigger: repetition, sort: slice }
  - to-buffer
  - simple-recon
  - extract: { as: [magnitude] }
`);
    const { images } = await reconstruct(chain, header, measured);
    expectNearly(images, (await reconstruct("cartesian", header, measured)).images);
  });

  it("sends the header as changed by the steps before", async () => {
    const steps = "accumulate, to-buffer, simple-recon, extract";
    const chain = await chainOf(`  - remove-oversampling
  - external: { connect: "127.0.0.1:${port}", configText: "{ description: d, chain: [${steps}] }" }
`);
    const { images } = await reconstruct(chain, header, measured);
    const here = "  - remove-oversampling\n  - accumulate\n  - to-buffer\n  - simple-recon\n  - extract\n";
    expectNearly(images, (await reconstruct(await chainOf(here), header, measured)).images);
  });

  it("sends parameters, as a client would", async () => {
    const chain = await chainOf(`  - external:
      connect: "127.0.0.1:${port}"
      config: cartesian-short
      parameters: { trigger: none, colour: red }
`);
    const { images, reported } = await reconstruct(chain, header, measured);
    expect(images.map(({ header: { dataType, repetition } }) => [dataType, repetition])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(reported).toContain("warning: external: chain cartesian-short has no parameter 'colour'");
  });

  it("reports an error, and fails if data are lost", async () => {
    const chain = await chainOf(`  - external: { connect: "127.0.0.1:${port}", config: cartesain }\n`);
    const { images, reported } = await reconstruct(chain, header, measured.slice(0, 1));
    expect(images).toEqual([]);
    expect(reported).toEqual([
      expect.stringMatching(/^error: external: there is no chain 'cartesain'; did you mean 'cartesian'\?/),
    ]);
  });
});

describe("external", () => {
  it("sends the configured kinds, and passes the others", async () => {
    await using peer = await scriptedPeer((socket) =>
      onMessages(socket, (message) => {
        if (message.kind === "image") say(socket, image([9]));
        if (message.kind === "acquisition") socket.destroy();
        if (message.kind === "close") say(socket, message);
      }),
    );
    const steps = `  - external: { connect: "127.0.0.1:${peer.port}", send: [image] }\n  - coil-reduction\n`;
    const chain = await chainOf(steps);
    const { images } = await reconstruct(chain, header, [readout(), image([1]), readout(), image([2])]);
    expect(images.map(({ kind }) => kind)).toEqual(["acquisition", "acquisition", "image", "image"]);
  });

  it("names itself, its location and the unreachable server", async () => {
    const gone = await scriptedPeer(() => {});
    await gone[Symbol.asyncDispose]();
    const chain = await chainOf(`  - external: { connect: "127.0.0.1:${gone.port}" }\n`);
    await expect(reconstruct(chain, header, measured)).rejects.toThrow(
      new RegExp(
        `^chain mine, step 1, external \\(.*mine\\.yaml:3:5\\).*: no MRD server can be reached at 127\\.0\\.0\\.1:${gone.port}: connect ECONNREFUSED`,
      ),
    );
  });

  it.each([
    ["{}", "set either 'connect' or 'execute'"],
    ["{ connect: 'a:1', execute: [cat] }", "set either 'connect' or 'execute'"],
    ["{ connect: localhost }", "'connect' is 'localhost'; write host:port, such as 127.0.0.1:9002 or [::1]:9002"],
    ["{ connect: 'a:70000' }", "'connect' is 'a:70000'; write host:port, such as 127.0.0.1:9002 or [::1]:9002"],
  ])("is refused in a chain with %s", async (parameters, issue) => {
    await expect(chainOf(`  - external: ${parameters}\n`)).rejects.toThrow(`mine.yaml:3:15: ${issue}`);
  });

  it.each(["localhost:9002", "[::1]:9002", "10.0.0.1:1", "recon-1.site.example:65535"])(
    "accepts the address %s",
    async (connect) => {
      await expect(chainOf(`  - external: { connect: "${connect}" }\n`)).resolves.toBeDefined();
    },
  );

  it("starts nothing for a client's chain", async () => {
    const text = "description: d\nchain:\n  - external: { execute: [cat] }\n";
    await expect(library.compile(text)).rejects.toThrow(
      "CONFIG_TEXT:3:26: 'execute' of 'external' can be set only by a chain on the server's disk",
    );
    const connecting = text.replace("execute: [cat]", "connect: 'a:1'");
    await expect(library.compile(connecting, "x.yaml", allSteps)).resolves.toBeDefined();
  });
});
