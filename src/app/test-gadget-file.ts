import { existsSync } from "node:fs";
import { join, parse, resolve } from "node:path";
import { parseDocument } from "yaml";
import { type TrialInput, testGadget } from "../authoring/index.ts";
import { authorFrames, StepError, withAuthorPlace } from "../chain/index.ts";
import { makeFolder, writeFile } from "../files/index.ts";
import { inOrder, MrdFile } from "../formats/mrd-hdf5/index.ts";
import { type Image, parseHeaderIfXml } from "../mrd/index.ts";
import { valueRange } from "../numerics/images/index.ts";
import { loadGadgetFile } from "../plugins/index.ts";
import { renderMosaic } from "../rendering/index.ts";
import { phantom } from "../simulator/index.ts";
import { counted } from "../text/index.ts";
import { chainNamed } from "./chain-named.ts";
import { CommandError } from "./errors.ts";
import { version } from "./package-root.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";

export interface TestGadgetOptions extends AuthorFolders {
  readonly input?: string;
  readonly inGroup?: string;
  readonly config: string;
  readonly parameter: Readonly<Record<string, string>>;
  readonly output: string;
  /** Maximum seconds per check. */
  readonly patience: number;
}

/**
 * Tests the gadget in a file, and writes pictures of a measurement reconstructed without and with it.
 * @returns number of failed checks
 * @throws GadgetLoadError; Error if it can't be tried
 */
export async function testGadgetFile(
  path: string,
  options: TestGadgetOptions,
  print: (line: string) => void,
): Promise<number> {
  if (!existsSync(path)) throw new CommandError("no-such-file", `there is no file ${path}`);
  const { gadget, fresh, cases } = await loadGadgetFile(resolve(path));
  const folders = { ...options, gadgets: [...new Set([...options.gadgets, parse(resolve(path)).dir])] };
  const chain = await chainNamed(options.config, folders, (_, text) => print(text));
  const measurement = options.input === undefined ? phantomInput() : await fileInput(options.input, options.inGroup);
  let [checks, faults] = [0, 0];
  let last: string | undefined;
  try {
    const trial = await testGadget(
      {
        gadget,
        fresh,
        cases,
        parameters: valuesOf(options.parameter),
        chain,
        input: measurement,
        inputName: options.input ?? "the phantom",
        version,
        patienceMs: options.patience * 1000,
      },
      ({ on, name, error }) => {
        const heading = on === undefined ? gadget.name : `${gadget.name}, given ${on}`;
        if (heading !== last) print(heading);
        last = heading;
        checks += 1;
        print(`  ${error === undefined ? "✓" : "✗"} ${name}`);
        if (error === undefined) return;
        faults += 1;
        for (const line of describe(error)) print(`      ${line}`);
      },
    );
    if (cases.length === 0) print(`no test cases: write them into ${parse(path).name}.cases.ts in the same folder`);
    if (trial !== undefined) {
      for (const text of trial.reported) print(text);
      makeFolder(options.output);
      print(picture(join(options.output, `${gadget.name}-before.png`), "without it", trial.before));
      print(picture(join(options.output, `${gadget.name}-after.png`), "with it", trial.after));
    }
  } finally {
    measurement.close();
  }
  print(faults === 0 ? `all ${counted(checks, "check")} passed` : `${faults} of ${counted(checks, "check")} failed`);
  return faults;
}

type OpenInput = TrialInput & { close(): void };

function phantomInput(): OpenInput {
  const measurement = phantom({ matrix: 64, coils: 4, slices: 2, noiseReadouts: 16, noiseLevel: 0.02 });
  return { header: measurement.header, messages: () => measurement.acquisitions(), close: () => {} };
}

async function fileInput(path: string, groupName: string | undefined): Promise<OpenInput> {
  const file = await MrdFile.open(path);
  const group = file.group(groupName);
  const { header } = group;
  return {
    header: header === undefined ? undefined : parseHeaderIfXml(header),
    messages: () => inOrder(group, { waveforms: true, images: true }),
    close: () => file.close(),
  };
}

/** Parameter values, parsed as in a chain's YAML. */
function valuesOf(texts: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parseDocument(text).toJS() as unknown]));
}

/** Limits of the description of an error: an assertion may quote whole arrays. */
const MOST_LINES = 20;
const MOST_CHARACTERS = 200;
const MOST_FRAMES = 5;

/** The error, and where in the author's files it occurred. */
function describe(error: Error): string[] {
  const thrown = error instanceof StepError && error.cause instanceof Error ? error.cause : error;
  const lines = withAuthorPlace(error.message, thrown).split("\n");
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line) => (line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line));
  if (lines.length > MOST_LINES) shown.push(`… and ${counted(lines.length - MOST_LINES, "more line", "more lines")}`);
  const frames = authorFrames(thrown).slice(0, MOST_FRAMES);
  return [...shown, ...(frames.length > 1 ? frames.map((line) => line.trim()) : [])];
}

function picture(path: string, what: string, images: readonly Image[]): string {
  if (images.length === 0) return `${what}: no images`;
  const { minimum, maximum } = valueRange([
    ...images.flatMap(({ data }) => Object.values(valueRange(data as ArrayLike<number>)) as number[]),
  ]);
  const { png } = renderMosaic(images, { scale: 2 });
  writeFile(path, png);
  return `${what}: ${counted(images.length, "image")}, values from ${minimum.toPrecision(4)} to ${maximum.toPrecision(4)}: ${path}`;
}
