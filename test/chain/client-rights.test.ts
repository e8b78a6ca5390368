import { describe, expect, it } from "vitest";
import type { ClientRights } from "../../src/chain/index.ts";
import { ChainError, ParameterError, withParameters } from "../../src/chain/text/index.ts";
import { library } from "../support/session.ts";

const none: ClientRights = { steps: [], addresses: [] };
const connecting: ClientRights = { steps: ["external"], addresses: ["10.0.0.7:9002", "[::1]:9002"] };

async function problemsOf(chain: string, rights?: ClientRights): Promise<string[]> {
  const parameters = "parameters: { p: { default: x, description: d } }";
  const error = await library.compile(`description: d\n${parameters}\nchain: ${chain}`, "c.yaml", rights).then(
    () => new Error("the chain compiled"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChainError)) throw error;
  return error.message.split("\n").filter((line) => !line.endsWith("use it as $p"));
}
const refusal = (place: string, step: string, option = step) =>
  `c.yaml:${place}: '${step}' acts outside of the session, and this chain came from a client; the server's --client-steps ${option} allows it`;

describe("a client's chain", () => {
  const bart = "{ bart: fft -i 7 }";
  it.each([
    ["[{ external: { connect: '127.0.0.1:22' } }, invert]", "3:9", "external", "external=HOST:PORT"],
    [`[accumulate, to-buffer, ${bart}, extract]`, "3:32", "bart", "bart"],
    ["[tap, noise-adjust]", "3:9", "tap", "tap"],
    ["[extract, store]", "3:18", "store", "store"],
    [`[{ parallel: { a: [${bart}], b: [invert] } }]`, "3:27", "bart", "bart"],
    [`[{ choose: { parameter: p, branches: { x: [invert], y: [tap: t] } } }]`, "3:64", "tap", "tap"],
  ])("may not act outside of its session: %s", async (chain, place, step, option) => {
    expect(await problemsOf(chain)).toContainEqual(refusal(place, step, option));
  });

  it("may use the steps that the server allows", async () => {
    const chain = "[tap: t, accumulate, to-buffer, { bart: fft -i 7 }, coil-combine, extract]";
    const rights = { steps: ["tap", "bart"], addresses: [] };
    await expect(library.compile(`description: d\nchain: ${chain}`, "c.yaml", rights)).resolves.toBeDefined();
    expect(await problemsOf(chain, { ...none, steps: ["tap"] })).toContainEqual(refusal("3:40", "bart"));
  });

  it("may never choose where images are stored", async () => {
    const chain = "[{ store: { address: '10.0.0.5:104', calledTitle: A, callingTitle: B, queue: /tmp/q } }]";
    const problems = await problemsOf(chain, { ...none, steps: ["store"] });
    for (const key of ["address", "calledTitle", "callingTitle", "queue"]) {
      expect(problems.join("\n")).toContain(`'${key}' of 'store' can be set only by a chain on the server's disk`);
    }
  });

  it.each(["10.0.0.7:9002", "[::1]:9002"])("may connect to the listed address %s", async (address) => {
    const text = `description: d\nchain: [{ external: { connect: "${address}" } }]`;
    await expect(library.compile(text, "c.yaml", connecting)).resolves.toBeDefined();
  });

  it.each(["10.0.0.7:22", "127.0.0.1:9002", "10.0.0.7.example:9002"])("may not connect to %s", async (address) => {
    expect(await problemsOf(`[{ external: { connect: "${address}" } }]`, connecting)).toEqual([
      "c.yaml:3:32: 'connect' of 'external' is set by a client: it must be an address that the server's --client-steps external=HOST:PORT lists, and it lists 10.0.0.7:9002, [::1]:9002",
    ]);
  });

  const inner = (text: string) => `[{ external: { connect: "10.0.0.7:9002", configText: ${JSON.stringify(text)} } }]`;
  it.each([
    "chain: [{ external: { connect: a:1 } }]",
    "chain: [external]",
    "chain: [{ parallel: { a: [{ external: {} }], b: [] } }]",
    "chain: [&e external]",
    'chain: [{ "\\x65xternal": {} }]',
  ])("may pass on no chain that connects further: %s", async (text) => {
    expect(await problemsOf(inner(text), connecting)).toEqual([
      expect.stringMatching(
        /'configText' of 'external' is set by a client: a chain in a client's chain can't use 'ext/,
      ),
    ]);
  });

  it("may pass on a chain of other steps, but no other text", async () => {
    const passOn = (text: string) => library.compile(`description: d\nchain: ${inner(text)}`, "c.yaml", connecting);
    await expect(passOn("description: d\nchain: [invert]")).resolves.toBeDefined();
    await expect(passOn("<gadgetronStreamConfiguration/>")).resolves.toBeDefined();
    await expect(passOn("\r\nFLUSHALL {\r\n[")).rejects.toThrow(/it is not a chain: /);
  });

  it("may act outside of its session in a few steps only", async () => {
    const nine = Array.from({ length: 9 }, () => '{ external: { connect: "10.0.0.7:9002" } }').join(", ");
    expect(await problemsOf(`[${nine}]`, connecting)).toContainEqual(
      expect.stringMatching(/^c\.yaml:3:\d+: a client's chain may act outside of its session in 8 steps$/),
    );
  });
});

describe("a client's parameter", () => {
  const own = async (chain: string, preset = '""') => {
    const { compileChain } = await import("../../src/chain/index.ts");
    const text = `description: d\nparameters: { p: { default: ${preset}, description: d } }\nchain: ${chain}`;
    return compileChain("own", "own.yaml", text, library.registry, "disk");
  };

  it("sets an address of the server's chain only if the server lists it", async () => {
    const chain = await own("[{ external: { connect: $p } }]", '"10.0.0.5:9002"');
    expect(() => withParameters(chain, { p: "127.0.0.1:22" }, none)).toThrow(
      /step 1, external \(own\.yaml:3:9\): 'connect' of 'external' is set by a client: .* it lists none$/,
    );
    expect(() => withParameters(chain, { p: "127.0.0.1:22" }, connecting)).toThrow(ParameterError);
    const { steps } = withParameters(chain, { p: "10.0.0.7:9002" }, connecting).chain;
    expect(steps[0]!.parameters).toMatchObject({ connect: "10.0.0.7:9002" });
  });

  it("leaves alone what the server's chain sets itself", async () => {
    const chain = await own('[{ external: { connect: "10.0.0.5:9002", config: $p } }]', "invert");
    expect(() => withParameters(chain, { p: "other" }, none)).not.toThrow();
  });

  it("is not restricted for the user of this machine", async () => {
    const chain = await own("[{ external: { connect: $p } }]", '"10.0.0.5:9002"');
    expect(() => withParameters(chain, { p: "127.0.0.1:22" })).not.toThrow();
  });
});
