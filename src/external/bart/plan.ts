import { BartError } from "./errors.ts";
import { splitWords } from "./words.ts";

/** Files of the step itself, by their placeholders in a command. */
const ownFiles = ["in", "out", "reference"] as const;

/** Permitted values of placeholders: numbers and names, but nothing that could be an option or a path. */
const VALUE = /^[A-Za-z0-9][A-Za-z0-9.:,_+-]*$/;

/** Commands that are ready to run. */
export interface BartPlan {
  /** The words of each command, without `bart` itself. */
  readonly commands: readonly (readonly string[])[];
  /** Whether some command reads the parallel-imaging reference. */
  readonly readsReference: boolean;
}

export interface PlanOptions {
  /** Values of the placeholders `{name}`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Files of the placeholders `{name}`, as paths without extension. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Parses commands. The placeholders `{in}`, `{out}` and `{reference}` stand for the step's data, `{name}` for a named
 * value or file; all other words are used as they are, and file names among them refer to a private folder. If no
 * command contains `{in}`, `{out}` or `{reference}`, input and output are appended to each command, and the input of
 * each command is the output of the previous one.
 * @throws BartError `bad-command`
 */
export function planCommands(written: readonly string[], { values, files }: PlanOptions): BartPlan {
  if (written.length === 0) throw new BartError("bad-command", "there is no command; write one, such as 'fft -i 3'");
  const known: Record<string, string> = Object.fromEntries(ownFiles.map((name) => [name, name]));
  for (const [name, value] of Object.entries({ ...values, ...files })) {
    if (Object.hasOwn(known, name)) throw new BartError("bad-command", `{${name}} is reserved for the step's own data`);
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
    if (!/^[a-z][a-z0-9]*$/.test(words[0]!)) throw new BartError("bad-command", `'${words[0]}' is not a BART command`);
    return words.map((word) => filledIn(word, command, known, used));
  });
  const placed = ownFiles.some((name) => used.has(name));
  if (placed && !used.has("out")) {
    throw new BartError(
      "bad-command",
      `no command writes {out}: if one placeholder for data is used, {out} is required`,
    );
  }
  return { commands: placed ? commands : inARow(commands), readsReference: used.has("reference") };
}

/** What is wrong with commands; `undefined` if they are valid. */
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
      throw new BartError("bad-command", `'${command}': {${name}} is unknown; known are ${names.join(", ")}`);
    }
    used.add(name);
    return text;
  });
}

function inARow(commands: readonly (readonly string[])[]): string[][] {
  const between = (i: number) => (i === 0 ? "in" : i === commands.length ? "out" : `between-${i}`);
  return commands.map((words, i) => [...words, between(i), between(i + 1)]);
}
