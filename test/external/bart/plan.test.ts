import { describe, expect, it } from "vitest";
import { type PlanOptions, planCommands, planIssue } from "../../../src/external/bart/index.ts";

const nothing: PlanOptions = { values: {}, files: {} };
const commandsOf = (written: string[], options: Partial<PlanOptions> = {}) =>
  planCommands(written, { ...nothing, ...options }).commands.map((words) => words.join(" "));

describe("commands of BART", () => {
  it("get their input and output behind their words, each what the one before has made", () => {
    expect(commandsOf(["fft -i 3"])).toEqual(["fft -i 3 in out"]);
    expect(commandsOf(["fft -i 7", "rss 8", "scale 2"])).toEqual([
      "fft -i 7 in between-1",
      "rss 8 between-1 between-2",
      "scale 2 between-2 out",
    ]);
  });

  it("say themselves where their files go, if one of them does", () => {
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

  it("have values and files in their words", () => {
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
  ])("are cut at blanks, and know quotes, but no shell: %s", (command, words) => {
    expect(planCommands([command], nothing).commands).toEqual([[...words, "in", "out"]]);
  });

  it.each<[string, string[], Partial<PlanOptions>, RegExp]>([
    ["nothing", [], {}, /^there is no command/],
    ["an empty command", ["fft 3", " "], {}, /^a command is empty$/],
    ["BART's name alone", ["bart"], {}, /^a command is empty$/],
    ["a quote without end", ["fft 'a b"], {}, /^'fft 'a b': a quote has no end$/],
    ["a path for a command", ["../sh -c x"], {}, /^'\.\.\/sh' is no command of BART$/],
    ["an option for a command", ["-i 3"], {}, /^'-i' is no command of BART$/],
    ["a path", ["copy {in} /etc/x {out}"], {}, /'\/etc\/x' is a path; give the file a name under 'files'/],
    ["a path within a word", ["pics -p../x {in} maps {out}"], {}, /'-p\.\.\/x' is a path/],
    ["an unknown place", ["fft {inn} {out}"], { values: { a: 1 } }, /\{inn\} is unknown; there are \{in\}, .*\{a\}$/],
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
      /^\{in\} stands for data of the step itself$/,
    ],
    ["a file in the place of data", ["fft {out}"], { files: { out: "x" } }, /^\{out\} stands for data/],
  ])("are refused with %s", (_, written, options, complaint) => {
    expect(planIssue(written, { ...nothing, ...options })).toMatch(complaint);
    expect(() => commandsOf(written, options)).toThrow(expect.objectContaining({ code: "bad-command" }));
  });

  it("that are fine are no complaint", () => expect(planIssue(["fft 3"], nothing)).toBeUndefined());
});
