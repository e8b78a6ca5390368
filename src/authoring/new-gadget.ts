import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AuthoringError } from "./errors.ts";

/** Kinds of messages that a gadget can be begun for. */
export const begunKinds = ["acquisition", "buffer", "image-array", "image"] as const;
export type BegunKind = (typeof begunKinds)[number];

export interface NewGadgetOptions {
  /** kebab-case. */
  readonly name: string;
  /** What it takes and makes. */
  readonly kind: BegunKind;
  /** Where it is to be; made if it is not there. */
  readonly folder: string;
  /** Larmor's own package. */
  readonly packageFolder: string;
}

/**
 * Begins a gadget: its file, cases that it is tried on, and, where the folder has none, a tsconfig.json by which editors know
 * Larmor's types. Nothing that is there is touched.
 * @returns paths of the files that were written
 * @throws AuthoringError if the name is none, or the gadget is there already
 */
export function newGadget({ name, kind, folder, packageFolder }: NewGadgetOptions): string[] {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new AuthoringError(
      "bad-name",
      `'${name}' can't be a gadget's name: small letters and digits, words joined by '-', such as my-filter`,
    );
  }
  const files = new Map([
    [join(folder, `${name}.ts`), gadgetText(name, kind)],
    [join(folder, `${name}.cases.ts`), casesText(kind)],
  ]);
  for (const path of files.keys())
    if (existsSync(path)) throw new AuthoringError("file-exists", `${path} is there already; choose another name`);
  const config = join(folder, "tsconfig.json");
  if (!existsSync(config)) files.set(config, configText(folder, packageFolder));
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of files) writeFileSync(path, text, { flag: "wx" });
  return [...files.keys()];
}

interface Form {
  readonly type: string;
  /** What it is called, in words. */
  readonly words: string;
  readonly imports: readonly string[];
  /** Where the numbers are, and in which order. */
  readonly data: string;
  /** The message with each number multiplied by `factor`. */
  readonly body: readonly string[];
  /** Of the cases: a message of this kind, and its numbers. */
  readonly sample: string;
  readonly builder: string;
  readonly numbers: string;
}

const forms: Readonly<Record<BegunKind, Form>> = {
  acquisition: {
    type: "Acquisition",
    words: "readouts",
    imports: ['import { defineGadget } from "larmor/gadget";', 'import type { Acquisition } from "larmor/mrd";'],
    data: "`readout.data` is complex, [channels][samples], in k-space; `readout.header` says which line it is.",
    body: [
      "map((readout: Acquisition): Acquisition => ({ ...readout, data: readout.data.map((value) => factor * value) }))",
    ],
    sample: "readout({ numberOfSamples: 4, activeChannels: 1 })",
    builder: "readout",
    numbers: "data",
  },
  buffer: {
    type: "ReconBuffer",
    words: "k-space",
    imports: ['import { defineGadget, type ReconBuffer } from "larmor/gadget";'],
    data: "`imaging.gather()` is complex, [slices][s][n][coils][e2][e1][e0]; `imaging.shape` has its sizes. The centre of k-space is at floor(size / 2).",
    body: [
      "map((buffer: ReconBuffer): ReconBuffer => {",
      "  const { imaging } = buffer;",
      "  const samples = imaging.gather().map((value) => factor * value);",
      "  return { ...buffer, imaging: imaging.with({ samples }) };",
      "})",
    ],
    sample: "buffer()",
    builder: "buffer",
    numbers: "imaging.gather()",
  },
  "image-array": {
    type: "ImageArray",
    words: "complex images",
    imports: ['import { defineGadget, type ImageArray } from "larmor/gadget";'],
    data: "`images.data` is complex, [slices][s][n][coils][z][y][x]; `images.shape` has its sizes.",
    body: [
      "map((images: ImageArray): ImageArray => ({ ...images, data: images.data.map((value) => factor * value) }))",
    ],
    sample: "imageArray({ x: 4, y: 3 })",
    builder: "imageArray",
    numbers: "data",
  },
  image: {
    type: "Image",
    words: "images",
    imports: [
      'import { defineGadget, windowOf, withAttributes } from "larmor/gadget";',
      'import type { Image } from "larmor/mrd";',
      'import { mapPixels } from "larmor/numerics";',
    ],
    data: "`image.data` is [channels][z][y][x], in an array of `image.header.dataType`; mapPixels rounds where that holds integers.",
    body: [
      "map((image: Image): Image => {",
      "  const data = mapPixels(image.data, image.data.slice(), (value) => factor * value);",
      "  // Viewers show the values between black and white that an image's attributes say.",
      "  return withAttributes(image, windowOf(data), { data });",
      "})",
    ],
    sample: "image([0, 1, 2, 3])",
    builder: "image",
    numbers: "data",
  },
};

function gadgetText(name: string, kind: BegunKind): string {
  const { words, imports, data, body } = forms[kind];
  const [first, ...others] = imports;
  return `${[first, ...others, 'import { map } from "rxjs";', 'import Type from "typebox";'].join("\n")}

/**
 * Multiplies ${words} by a factor: the simplest gadget that does something. Messages are immutable, so it makes new ones.
 * ${data}
 */
export default defineGadget({
  name: "${name}",
  summary: "Multiply ${words} by a factor.",
  in: ["${kind}"],
  out: ["${kind}"],
  // What a chain may set: - ${name}: { factor: 3 }. A parameter has a description and a default.
  parameters: {
    factor: Type.Number({ default: 2, description: "By which ${words} are multiplied." }),
  },
  // Called once a session. \`context.header\` is the measurement's; \`context.tell("info", "…")\` tells the client.
  create: (_context, { factor }) =>
${body.map((line) => `    ${line}`).join("\n")},
});
`;
}

function casesText(kind: BegunKind): string {
  const { type, sample, builder, numbers } = forms[kind];
  const typeImport = type === "Acquisition" || type === "Image" ? "larmor/mrd" : "larmor/gadget";
  return `import { strict as assert } from "node:assert";
import type { ${type} } from "${typeImport}";
import { type GadgetCase, ${builder} } from "larmor/testing";

const sample = ${sample};

/** Messages on which \`larmor test gadget\` tries the gadget, and what is expected of it there. */
const cases: GadgetCase[] = [
  {
    name: "a factor",
    messages: [sample],
    parameters: { factor: 3 },
    outputs: 1,
    check: ([result]) => {
      const expected = sample.${numbers}.map((value) => 3 * value);
      assert.deepEqual((result as ${type}).${numbers}, expected);
    },
  },
];
export default cases;
`;
}

/** A path in a TypeScript configuration of the folder. */
function configText(folder: string, packageFolder: string): string {
  const from = resolve(folder);
  const shown = (path: string) => {
    const short = relative(from, path);
    return short.startsWith("../../..") ? path : `./${short}`;
  };
  const { resolve: find } = createRequire(join(packageFolder, "package.json"));
  const packageOf = (name: string) => dirname(find(`${name}/package.json`));
  const { exports } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    exports: Readonly<Record<string, string>>;
  };
  const modules = Object.entries(exports).filter(([, module]) => module.endsWith(".js"));
  const paths = {
    ...Object.fromEntries(
      modules.map(([name, module]) => [
        name.replace(/^\./, "larmor"),
        [shown(join(packageFolder, module.replace(/\.js$/, ".d.ts")))],
      ]),
    ),
    rxjs: [shown(join(packageOf("rxjs"), "dist/types/index.d.ts"))],
    typebox: [shown(fileURLToPath(import.meta.resolve("typebox")).replace(/\.mjs$/, ".d.mts"))],
  };
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023"],
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: ["node"],
    typeRoots: [shown(dirname(packageOf("@types/node")))],
    paths,
  };
  return `${JSON.stringify({ compilerOptions, include: ["*.ts"] }, undefined, 2)}\n`;
}
