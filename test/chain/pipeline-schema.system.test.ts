import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node.js";
import { parse } from "yaml";
import { gadgets } from "../../gadgets/registry.ts";
import { pipelineSchema } from "../../src/chain/text/index.ts";

const pipelines = new URL("../../pipelines/", import.meta.url);
const schemaFile = new URL("../../schema/pipeline.schema.json", import.meta.url);

const loaded = await Promise.all(Object.values(gadgets).map(async (load) => (await load()).default));
const validate = new Ajv({ strictTypes: false }).compile(pipelineSchema(loaded));
const chain = (steps: unknown[]) => ({ description: "d", chain: steps });

describe("the schema of chains", () => {
  it.each(readdirSync(pipelines, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml")))(
    "accepts %s",
    (file) => {
      expect(validate(parse(readFileSync(new URL(file, pipelines), "utf8")))).toBe(true);
    },
  );

  it.each([
    ["a gadget's name", ["fft"]],
    ["parameters, some of them", [{ extract: { as: ["phase"] } }]],
    [
      "references, for a value, in a list and for all",
      [{ extract: { as: ["$kind"], series: "$series" } }, { crop: "$all" }],
    ],
    ["a shorthand", [{ bart: "fft -i 3" }]],
    ["no parameters", [{ fft: null }]],
    [
      "branches within branches",
      [{ choose: { parameter: "p", branches: { a: [{ parallel: { x: ["fft"], y: [] } }] } } }],
    ],
  ])("accepts %s", (_, steps) => expect(validate(chain(steps))).toBe(true));

  it.each([
    ["an unknown gadget", ["ffft"]],
    ["an unknown parameter", [{ extract: { ass: ["phase"] } }]],
    ["a value that is not allowed", [{ "kspace-filter": { e0: "hannn" } }]],
    ["two gadgets in one step", [{ fft: {}, crop: {} }]],
    ["an error within a branch", [{ parallel: { a: ["ffft"], b: [] } }]],
    ["no steps", []],
  ])("refuses %s", (_, steps) => expect(validate(chain(steps))).toBe(false));
});

describe("yaml-language-server, with the committed schema", () => {
  const bin = fileURLToPath(
    new URL("../../node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url),
  );
  const server = spawn(process.execPath, [bin, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const diagnostics = new Map<string, (found: readonly { message: string }[]) => void>();

  beforeAll(async () => {
    connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => ({})));
    connection.onRequest("client/registerCapability", () => null);
    connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics: found }) =>
      diagnostics.get(uri)?.(found),
    );
    connection.listen();
    await connection.sendRequest("initialize", { processId: process.pid, rootUri: pipelines.href, capabilities: {} });
    await connection.sendNotification("initialized", {});
  });
  afterAll(() => {
    connection.dispose();
    server.kill();
  });

  /** Opens a text as if it were a file in pipelines/. @returns what the server finds wrong with it */
  async function open(name: string, text: string) {
    const uri = new URL(name, pipelines).href;
    const found = new Promise<readonly { message: string }[]>((resolve) => diagnostics.set(uri, resolve));
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: {
        uri,
        languageId: "yaml",
        version: 1,
        text: `# yaml-language-server: $schema=${schemaFile.href}\n${text}`,
      },
    });
    return { uri, found: await found };
  }
  const ask = async (method: string, uri: string, line: number, character: number) =>
    (await connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri },
      position: { line, character },
    })) as never;

  it("finds no problem in a built-in chain", async () => {
    const { found } = await open(
      "mine.yaml",
      readFileSync(new URL("cartesian/cartesian-full.yaml", pipelines), "utf8"),
    );
    expect(found).toEqual([]);
  });

  it("underlines errors, completes gadgets and values, and shows descriptions", async () => {
    const { uri, found } = await open(
      "wrong.yaml",
      "description: d\nchain:\n  - noise-adjst\n  - kspace-filter: { e0: hannn }\n  - \n",
    );
    expect(found.map(({ message }) => message).join("\n")).toMatch(/noise-adjust.*"gaussian", "hann"/s);
    const { contents } = (await ask("hover", uri, 4, 8)) as { contents: { value: string } };
    expect(contents.value).toContain("Weight k-space by a window along each axis.");
    const labels = async (line: number, character: number) =>
      ((await ask("completion", uri, line, character)) as { items: { label: string }[] }).items.map(
        ({ label }) => label,
      );
    expect(await labels(5, 4)).toEqual(expect.arrayContaining(["fft", "kspace-filter", "parallel"]));
    expect(await labels(4, 25)).toEqual(expect.arrayContaining(["gaussian", "hann", "none", "tukey"]));
  });
});
