import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { argv, stdout } from "node:process";
import type { Chain } from "../src/chain/index.ts";
import type { Message } from "../src/gadget-api/index.ts";
import { compileText } from "../src/gadgetron/index.ts";
import type { MrdHeader } from "../src/mrd/index.ts";
import { type Phantom, type PhantomOptions, phantom } from "../src/simulator/index.ts";
import { counted } from "../src/text/index.ts";
import { reconstruct } from "../test/support/reconstruct.ts";
import { library } from "../test/support/session.ts";

/**
 * Which of Gadgetron's XML chains run: `npm run -s gadgetron:xml FOLDER` translates each file of a folder, runs it on a
 * phantom and prints a Markdown table. Chains that take images get some of the phantom, and those for EPI or
 * for spokes and spirals a phantom of their own.
 */

const accelerated: PhantomOptions = {
  matrix: 48,
  coils: 8,
  acceleration: 2,
  calibrationWidth: 20,
  singleLattice: true,
  slices: 2,
  repetitions: 2,
  noiseReadouts: 4,
};

const full = { ...accelerated, acceleration: 1, calibrationWidth: 0, singleLattice: false };
const echoPlanar = { epi: true, oversampling: 1, gradientDelay: 0.35, oddEvenPhase: 0.8, drift: 0.02 };
const spokes = { trajectory: "golden-angle", oversampling: 1 } as const;
const separate = { calibrationMode: "separate", epiReference: "gradient-echo" } as const;

/** A phantom that a chain can reconstruct. */
function measurementFor({ steps }: Chain): Phantom {
  const has = (name: string) => steps.some(({ gadget }) => gadget.name === name);
  if (has("trajectory")) return phantom({ ...full, ...spokes });
  if (!has("epi-regrid")) return phantom(accelerated);
  return phantom({ ...(has("grappa-unmixing") ? { ...accelerated, ...separate } : full), ...echoPlanar });
}

interface Outcome {
  readonly runs: boolean;
  readonly text: string;
}

async function outcomeOf(file: string, header: MrdHeader): Promise<Outcome> {
  try {
    const { chain } = await compileText(library, readFileSync(file, "utf8"), basename(file));
    const takesImages = chain.steps.every(({ gadget }) => gadget.in.includes("image"));
    const isEmpty = chain.steps.every(({ gadget }) => gadget.name === "discard");
    const measured = measurementFor(chain);
    const isFloat = chain.steps[0]?.gadget.name === "to-fixed-point";
    const input: Iterable<Message> =
      takesImages && !isEmpty ? (isFloat ? magnitudes : images) : measured.acquisitions();
    const sent = (await reconstruct(chain, takesImages ? header : measured.header, input)).images;
    const pictures = sent.filter(({ kind }) => kind === "image");
    if (pictures.some(({ data }) => Array.from(data, Number).some((value) => !Number.isFinite(value))))
      return { runs: false, text: "pixels are not finite" };
    const series = [...new Set(pictures.map(({ header }) => header.imageSeriesIndex))].toSorted((a, b) => a - b);
    if (pictures.length > 0)
      return { runs: true, text: `${counted(pictures.length, "image")}, series ${series.join(", ")}` };
    return { runs: true, text: isEmpty ? "no step: sends nothing" : `${counted(sent.length, "message")}, no image` };
  } catch (error) {
    return { runs: false, text: reasonOf(error as Error) };
  }
}

/** What a chain lacks: the classes that are unknown, or the first line of the message. */
function reasonOf({ message }: Error): string {
  const refused = /(\w+): its kernels come from a network/.exec(message);
  if (refused !== null) return `${refused[1]}: its kernels come from a network in Python`;
  const unknown = [...message.matchAll(/unknown class (\w+)/g)].map(([, name]) => name!);
  if (unknown.length > 0) return [...new Set(unknown)].join(", ");
  const [first = ""] = message.split("\n");
  if (first.includes("reach the end of the chain"))
    return "arrays of images, which only Gadgetron's processes exchange";
  return first
    .replace(/^[^ ]*\.xml:\d+:\d+: /, "")
    .replace(/[:;] .*/s, "")
    .replace(/[<>]/g, "`");
}

const files = readdirSync(argv[2]!, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".xml"))
  .map((name) => join(argv[2]!, name))
  .toSorted((a, b) => basename(a).localeCompare(basename(b)));
const complex = phantom(full);
const imagesOf = async (kind: string) =>
  (await reconstruct("cartesian-full", complex.header, complex.acquisitions(), { parameters: { images: kind } }))
    .images;
const [images, magnitudes] = [await imagesOf("complex"), await imagesOf("magnitude")];
const outcomes: (Outcome & { readonly name: string })[] = [];
for (const file of files) outcomes.push({ name: basename(file), ...(await outcomeOf(file, complex.header)) });
const runs = outcomes.filter((each) => each.runs);
const refused = new Map<string, string[]>();
for (const { runs: works, text, name } of outcomes) if (!works) refused.set(text, [...(refused.get(text) ?? []), name]);
stdout.write(`${runs.length} of ${counted(outcomes.length, "file")} run.\n\n| file | result |\n|---|---|\n`);
for (const { name, text } of runs) stdout.write(`| \`${name}\` | ${text} |\n`);
stdout.write("\n| refused | because of |\n|---|---|\n");
for (const [text, group] of refused) stdout.write(`| ${group.map((name) => `\`${name}\``).join(", ")} | ${text} |\n`);
