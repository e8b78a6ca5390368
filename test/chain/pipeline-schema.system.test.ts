import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node.js";
import { parse } from "yaml";
import { gadgets } from "../../gadgets/registry.ts";
import { chainLibrary } from "../../src/app/composition.ts";
import { ChainError, pipelineSchema } from "../../src/chain/text/index.ts";

/** As in the language server's protocol; lines count from 0. */
interface TextEdit {
  readonly range: Readonly<Record<"start" | "end", { readonly line: number; readonly character: number }>>;
  readonly newText: string;
}

const pipelines = new URL("../../pipelines/", import.meta.url);
const schemaFile = new URL("../../schema/pipeline.schema.json", import.meta.url);

const loaded = await Promise.all(Object.values(gadgets).map(async (load) => (await load()).default));
// Keywords for editors only.
const ajv = new Ajv({ strictTypes: false }).addVocabulary(["defaultSnippets", "doNotSuggest"]);
const validate = ajv.compile(pipelineSchema(loaded));
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

  // Whatever a step consumes, and whatever reaches the end of the chain.
  const flow = /no earlier step produces that|reach the end of the chain|but a client can't send it/;
  const before =
    "description: d\nparameters:\n  parameter: { default: first, description: d }\nchain:\n  - remove-oversampling\n";
  /** The text with an item inserted, as an editor does if its user keeps all proposed values. */
  const inserted = (text: string, { range, newText }: TextEdit) => {
    const plain = newText.replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, "$1").replace(/\\([\\$}])/g, "$1");
    const lines = text.split("\n");
    const line = lines[range.start.line - 1]!; // the schema's line is not part of the text
    lines[range.start.line - 1] = line.slice(0, range.start.character) + plain + line.slice(range.end.character);
    return lines.join("\n");
  };

  it.each(["  - ", "  - a", "  - fft\n  - ", "  - parallel:\n      x: []\n      y:\n        - "])(
    "inserts steps that have no problems after %j",
    async (steps) => {
      const text = `${before}${steps}`;
      const { uri } = await open(`insert-${steps.length}.yaml`, text);
      const lines = text.split("\n");
      const { items } = (await ask("completion", uri, lines.length, lines.at(-1)!.length)) as {
        items: { label: string; textEdit: TextEdit }[];
      };
      expect(items.map(({ label }) => label).sort()).toEqual([...Object.keys(gadgets), "choose", "parallel"].sort());
      const folder = mkdtempSync(join(tmpdir(), "larmor-completion-"));
      const library = chainLibrary({ gadgets: [], pipelines: [] });
      for (const { label, textEdit } of items) {
        // The chain has a parameter for `choose`, which the others do not use.
        const whole = inserted(text, textEdit);
        const path = join(folder, "mine.yaml");
        writeFileSync(path, label === "choose" ? whole : whole.replace(/^parameters:\n.*\n/m, ""));
        const problems = await library.read(path).then(
          () => [],
          (error: unknown) => (error instanceof ChainError ? error.problems.map(({ message }) => message) : [error]),
        );
        expect(
          problems.filter((problem) => !flow.test(String(problem))),
          whole,
        ).toEqual([]);
      }
      rmSync(folder, { recursive: true });
    },
  );

  it.each([
    ["noise-adjust", "  - noise-adjust", "Prewhiten the coils"],
    ["accumulate", "  - accumulate: { trigger: repetition }", "Collect readouts into buckets"],
    ["bart", "  - bart: fft -i 7", "Run BART commands"],
    ["tap", "  - tap: before", "Save the messages that pass"],
    ["external", "  - external: { connect: localhost }", "Send messages to another MRD server"],
    ["parallel", "  - parallel: { a: [fft], b: [] }", "Send messages through several branches"],
  ])("titles the description of %s with its name", async (name, step, summary) => {
    const { uri } = await open(`hover-${name}.yaml`, `description: d\nchain:\n${step}\n`);
    const { contents } = (await ask("hover", uri, 3, 6)) as { contents: { value: string } };
    expect(contents.value).toMatch(new RegExp(`^#### ${name}\n\n${summary}`));
  });

  it("titles the description of a parameter with its name", async () => {
    const { uri } = await open("hover.yaml", "description: d\nchain:\n  - accumulate: { trigger: repetition }\n");
    const { contents } = (await ask("hover", uri, 3, 20)) as { contents: { value: string } };
    expect(contents.value).toMatch(/^#### trigger\n\nThe counter/);
  });
});
