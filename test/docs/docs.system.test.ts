import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { chainLibrary } from "../../src/app/composition.ts";
import { ChainError } from "../../src/chain/text/index.ts";
import { loadGadgetFile } from "../../src/plugins/index.ts";
import { larmor, type RunningServer, serve } from "../support/cli.ts";
import { runPython, skipReason } from "../support/peers.ts";
import { type Block, blocksOf, chainTextOf, commandsOf, fileNameOf } from "./blocks.ts";

const root = new URL("../../", import.meta.url);
const documents = ["README.md", ...readdirSync(new URL("docs/", root)).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith(".md") && name !== "docs/cli.md",
);

/** Runs the blocks of a document one after the other, in a temporary folder. */
class Reader {
  readonly folder = mkdtempSync(join(tmpdir(), "larmor-docs-"));
  readonly gadgets: string[] = [];
  #server: RunningServer | undefined;

  async follow(block: Block): Promise<void> {
    const file = fileNameOf(block);
    if (file !== undefined) this.#write(file, block.text);
    switch (block.language) {
      case "sh":
        for (const command of commandsOf(block)) await this.#run(command);
        return;
      case "yaml":
        return this.#compile(block);
      case "json":
        return void JSON.parse(block.text);
      case "ts":
        return this.#load(file!);
      case "python":
        if (skipReason("python") === undefined) runPython(`import ast\nast.parse(${JSON.stringify(block.text)})`);
        return;
      case "text":
        return;
      default:
        throw new Error(`blocks in ${block.language} are not run; add a comment before it: <!-- not run: why -->`);
    }
  }

  end(): void {
    this.#server?.process.kill("SIGKILL");
    rmSync(this.folder, { recursive: true });
  }

  #write(name: string, text: string): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
  }

  /** Runs a command as it is written, except that the server listens on a free port. */
  async #run(command: string): Promise<void> {
    const [, words] = /^npx larmor (.*)$/.exec(command) ?? [];
    if (words === undefined)
      throw new Error(`'${command}' is not run; say why in a comment before it: <!-- not run: why -->`);
    const [name, ...args] = words.split(/\s+/);
    if (name === "serve") {
      this.#server?.process.kill("SIGKILL");
      // Paths are relative to the reader's folder, but the server runs in another one.
      this.#server = await serve(...args.map((each) => (/^[a-z]+$/.test(each) ? join(this.folder, each) : each)));
      return;
    }
    const port = name === "send" ? ["-p", String(this.#server!.port)] : [];
    const { status, stdout, stderr } = await larmor([name!, ...args, ...port], this.folder);
    expect({ status, output: status === 0 ? "" : `${stdout}${stderr}` }, command).toEqual({ status: 0, output: "" });
  }

  async #compile(block: Block): Promise<void> {
    const text = chainTextOf(block);
    if (text === undefined)
      throw new Error(
        "this YAML is neither a chain nor a list of steps; say why in a comment before it: <!-- not run: why -->",
      );
    const folders = this.gadgets.length > 0 ? [join(this.folder, "gadgets")] : [];
    const path = join(this.folder, "block.yaml");
    writeFileSync(path, text);
    await chainLibrary({ gadgets: folders, pipelines: [] })
      .read(path)
      .catch((error: unknown) => {
        // A list of steps need not begin with readouts or end with images.
        const flow = /but a client can't send it|reach the end of the chain|no earlier step produces that/;
        const others =
          error instanceof ChainError ? error.problems.filter(({ message }) => !flow.test(message)) : [error];
        if (text !== block.text) expect(others).toEqual([]);
        else throw error;
      });
  }

  async #load(name: string): Promise<void> {
    if (name.endsWith(".cases.ts")) return; // loaded with its gadget, by later commands
    this.gadgets.push(name);
    await loadGadgetFile(join(this.folder, name));
  }
}

describe.each(documents)("%s", (name) => {
  const reader = new Reader();
  afterAll(() => reader.end());

  it.each(blocksOf(new URL(name, root)).filter(({ notRun }) => notRun === undefined))(
    "runs the block at line $line",
    (block) => reader.follow(block),
    60_000,
  );

  it("has gadgets that compile with the package's types", { timeout: 60_000 }, async () => {
    if (reader.gadgets.length === 0) return;
    const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
    await larmor(["new", "gadget", "types-only"], reader.folder); // writes the tsconfig.json
    const compiled = promisify(execFile)(process.execPath, [tsc, "-p", join(reader.folder, "gadgets")]);
    await expect(compiled).resolves.toMatchObject({ stdout: "" });
  });
});
