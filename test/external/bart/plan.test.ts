import { describe, expect, it } from "vitest";
import { type PlanOptions, planCommands, planIssue } from "../../../src/external/bart/index.ts";

const nothing: PlanOptions = { values: {}, files: {} };
const commandsOf = (written: string[], options: Partial<PlanOptions> = {}) =>
  planCommands(written, { ...nothing, ...options }).commands.map((words) => words.join(" "));

describe("commands of BART", () => {
  it("get their input and output appended, each reading the output of the previous one", () => {
    expect(commandsOf(["fft -i 3"])).toEqual(["fft -i 3 in out"]);
    expect(commandsOf(["fft -i 7", "rss 8", "scale 2"])).toEqual([
      "fft -i 7 in between-1",
      "rss 8 between-1 between-2",
      "scale 2 between-2 out",
    ]);
  });

  it("place their files themselves if any of them does", () => {
    const { commands, readsReference } = planCommands(
      ["ecalib -r 24 {reference} maps", "normalize 8 maps maps-1", "pics {in} maps-1 {out}"],
      nothing,
    );
    expect(commands.map((words) => words.join(" "))).toEqual([
      "ecalib -r 24 reference maps",
      "normalize 8 maps maps-1",
      "pics in maps-1 out",
    ]);
    expect(readsReference).toBe(true);
    expect(planCommands(["copy {in} {out}"], nothing).readsReference).toBe(false);
  });

  it("may contain named values and files", () => {
    const options = { values: { lambda: 0.01, flags: "7", wavelet: "haar" }, files: { basis: "/data/t2 basis" } };
    expect(
      planCommands(["pics -R W:{flags}:0:{lambda} --wavelet {wavelet} -B {basis} {in} maps {out}"], options).commands,
    ).toEqual([["pics", "-R", "W:7:0:0.01", "--wavelet", "haar", "-B", "/data/t2 basis", "in", "maps", "out"]]);
  });

  it.each([
    ["bart fft -i 3", ["fft", "-i", "3"]],
    ["  fft \t-i\n 3 ", ["fft", "-i", "3"]],
    [`fft 'a b' "c 'd'" e'f g'h ""`, ["fft", "a b", "c 'd'", "ef gh", ""]],
    ["fft $HOME * ; rm \\x", ["fft", "$HOME", "*", ";", "rm", "\\x"]],
  ])("are split at blanks, with quotes but without a shell: %s", (command, words) => {
    expect(planCommands([command], nothing).commands).toEqual([[...words, "in", "out"]]);
  });

  it.each<[string, string[], Partial<PlanOptions>, RegExp]>([
    ["nothing", [], {}, /^there is no command/],
    ["an empty command", ["fft 3", " "], {}, /^a command is empty$/],
    ["BART's name alone", ["bart"], {}, /^a command is empty$/],
    ["a quote without end", ["fft 'a b"], {}, /^'fft 'a b': unterminated quote$/],
    ["a path for a command", ["../sh -c x"], {}, /^'\.\.\/sh' is not a BART command$/],
    ["an option for a command", ["-i 3"], {}, /^'-i' is not a BART command$/],
    ["a path", ["copy {in} /etc/x {out}"], {}, /'\/etc\/x' is a path; give the file a name under 'files'/],
    ["a path within a word", ["pics -p../x {in} maps {out}"], {}, /'-p\.\.\/x' is a path/],
    ["an unknown place", ["fft {inn} {out}"], { values: { a: 1 } }, /\{inn\} is unknown; known are \{in\}, .*\{a\}$/],
    ["no output", ["ecalib {in} maps"], {}, /^no command writes \{out\}/],
    [
      "a value that is an option",
      ["fft {a}"],
      { values: { a: "-i" } },
      /^the value 'a' is "-i"; it must be a number or/,
    ],
    ["a value that is a path", ["fft {a}"], { values: { a: "a/b" } }, /^the value 'a' is "a\/b"/],
    ["a value of several words", ["fft {a}"], { values: { a: "1 2" } }, /^the value 'a' is "1 2"/],
    ["a value that is none", ["fft {a}"], { values: { a: {} } }, /^the value 'a' is \{\}/],
    [
      "a value in the place of data",
      ["fft {in}"],
      { values: { in: 1 } },
      /^\{in\} is reserved for the step's own data$/,
    ],
    ["a file in the place of data", ["fft {out}"], { files: { out: "x" } }, /^\{out\} is reserved/],
  ])("are rejected with %s", (_, written, options, message) => {
    expect(planIssue(written, { ...nothing, ...options })).toMatch(message);
    expect(() => commandsOf(written, options)).toThrow(expect.objectContaining({ code: "bad-command" }));
  });

  it("have no issue if they are valid", () => expect(planIssue(["fft 3"], nothing)).toBeUndefined());
});
