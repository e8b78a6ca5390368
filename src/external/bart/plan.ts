import { BartError } from "./errors.ts";
import { splitWords } from "./words.ts";

/** Files of the step itself, by what stands for them in a command. */
const ownFiles = ["in", "out", "reference"] as const;

/** What stands for a number or a name in a command: nothing that could be an option, or a path. */
const VALUE = /^[A-Za-z0-9][A-Za-z0-9.:,_+-]*$/;

/** Commands ready to be run. */
export interface BartPlan {
  /** Words of each, without `bart` itself. */
  readonly commands: readonly (readonly string[])[];
  /** Whether some command reads the parallel-imaging reference. */
  readonly readsReference: boolean;
}

export interface PlanOptions {
  /** What stands for `{name}`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Paths, less their extension, that stand for `{name}`. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Reads commands as they are written: words, with `{in}`, `{out}` and `{reference}` where the step's own data go, `{name}` for
 * a value or file that has a name, and any other word as it is; one that names a file names it in a private folder. Where
 * no command says where the data go, each has its input and its output behind its words, and the input of each is the
 * output of the one before.
 * @throws BartError `bad-command`
 */
export function planCommands(written: readonly string[], { values, files }: PlanOptions): BartPlan {
  if (written.length === 0) throw new BartError("bad-command", "there is no command; write one, such as 'fft -i 3'");
  const known: Record<string, string> = Object.fromEntries(ownFiles.map((name) => [name, name]));
  for (const [name, value] of Object.entries({ ...values, ...files })) {
    if (Object.hasOwn(known, name)) throw new BartError("bad-command", `{${name}} stands for data of the step itself`);
    if (!Object.hasOwn(files, name) && !VALUE.test(String(value))) {
      throw new BartError(
        "bad-command",
        `the value '${name}' is ${JSON.stringify(value)}; it must be a number or a name`,
      );
    }
    known[name] = String(value);
  }
  const used = new Set<string>();
  const commands = written.map((command) => {
    const words = splitWords(command);
    if (words[0] === "bart") words.shift();
    if (words.length === 0) throw new BartError("bad-command", "a command is empty");
    if (!/^[a-z][a-z0-9]*$/.test(words[0]!)) throw new BartError("bad-command", `'${words[0]}' is no command of BART`);
    return words.map((word) => filledIn(word, command, known, used));
  });
  const placed = ownFiles.some((name) => used.has(name));
  if (placed && !used.has("out")) {
    throw new BartError("bad-command", `no command writes {out}: where one file has its place, all must have theirs`);
  }
  return { commands: placed ? commands : inARow(commands), readsReference: used.has("reference") };
}

/** What is wrong with commands as they are written; `undefined` if nothing is. */
export function planIssue(written: readonly string[], options: PlanOptions): string | undefined {
  try {
    planCommands(written, options);
    return undefined;
  } catch (error) {
    if (error instanceof BartError) return error.message;
    throw error;
  }
}

function filledIn(word: string, command: string, known: Readonly<Record<string, string>>, used: Set<string>): string {
  if (word.replace(/\{[^{}]*\}/g, "").includes("/")) {
    throw new BartError("bad-command", `'${command}': '${word}' is a path; give the file a name under 'files'`);
  }
  return word.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const text = Object.hasOwn(known, name) ? known[name] : undefined;
    if (text === undefined) {
      const names = Object.keys(known).map((each) => `{${each}}`);
      throw new BartError("bad-command", `'${command}': {${name}} is unknown; there are ${names.join(", ")}`);
    }
    used.add(name);
    return text;
  });
}

function inARow(commands: readonly (readonly string[])[]): string[][] {
  const between = (i: number) => (i === 0 ? "in" : i === commands.length ? "out" : `between-${i}`);
  return commands.map((words, i) => [...words, between(i), between(i + 1)]);
}
