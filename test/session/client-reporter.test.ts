import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { UnknownChainError } from "../../src/chain/index.ts";
import { Connection } from "../../src/protocols/mrd1/index.ts";
import { ClientReporter } from "../../src/session/protocol/client-reporter.ts";
import { duplexPair } from "../support/duplex.ts";
import { takeApart } from "../support/wire-decoder.ts";

/** The output of a reporter: the texts on the wire, and the lines of the log. */
async function outputOf(say: (reporter: ClientReporter) => void): Promise<{ texts: string[]; log: string[] }> {
  const [client, server] = duplexPair();
  const connection = new Connection(server);
  const log: string[] = [];
  const write = (line: string) => {
    const { level, msg } = JSON.parse(line) as { level: number; msg: string };
    log.push(`${pino.levels.labels[level]} ${msg}`);
  };
  say(new ClientReporter(connection, pino({ level: "debug" }, { write })));
  server.end();
  const bytes = Buffer.concat((await client.toArray()) as Buffer[]);
  return { texts: takeApart(bytes).map(({ text }) => text), log };
}

describe("repeated reports", () => {
  const times = (count: number, text: (i: number) => string, level: "info" | "warning" | "error" = "warning") =>
    outputOf((reporter) => {
      for (let i = 0; i < count; i += 1) reporter.report(level, text(i));
      reporter.reportRepeats();
      reporter.reportRepeats(); // they were reported
    });

  it.each(["warning", "error"] as const)("of the same %s are counted", async (level) => {
    const { texts, log } = await times(200_000, () => "a text has no effect", level);
    expect(texts.map((text) => text.slice(8))).toEqual([
      "a text has no effect",
      "199999 more times: a text has no effect",
    ]);
    expect(log).toHaveLength(2);
  });

  it("of different warnings are counted after the first hundred", async () => {
    const { texts, log } = await times(5000, (i) => `readout ${i} has no effect`);
    expect(texts).toHaveLength(101);
    expect(texts.at(-1)).toBe("WARNING 4900 further reports are not shown");
    expect(log).toHaveLength(101);
  });

  it("are none if the texts differ", async () => {
    expect((await times(2, (i) => `slice ${i}`)).texts).toEqual(["WARNING slice 0", "WARNING slice 1"]);
    expect((await times(3, () => "a step's progress", "info")).texts).toHaveLength(3);
  });

  it("quote the start of a long text", async () => {
    const { texts } = await times(3, () => `${"long ".repeat(100)}\nand more`);
    expect(texts.at(-1)).toMatch(/^WARNING 2 more times: (long ){40}…$/);
  });

  it("do not hide why the session ends", async () => {
    const error = new UnknownChainError("unknown", "no such chain");
    const { texts } = await outputOf((reporter) => {
      reporter.report("error", error.message);
      reporter.reportFailure(error);
    });
    expect(texts).toEqual(["ERROR   no such chain", "ERROR   no such chain [chain/unknown]"]);
  });
});

describe("a report to a client starts with its level, in eight columns", () => {
  it.each([
    ["info", "INFO    started", "info started"],
    ["warning", "WARNING started", "warn started"],
    ["error", "ERROR   started", "error started"],
  ] as const)("%s", async (level, text, line) => {
    expect(await outputOf((reporter) => reporter.report(level, "started"))).toEqual({ texts: [text], log: [line] });
  });

  it("on every line, each of which is a separate text", async () => {
    const { texts, log } = await outputOf((reporter) => reporter.report("warning", "one\n  two\nthree µ"));
    expect(texts).toEqual(["WARNING one", "WARNING   two", "WARNING three µ"]);
    // One entry: the other lines could otherwise look like entries of the server.
    expect(log).toEqual(["warn one\n  two\nthree µ"]);
  });

  it("without characters that control a terminal, also in the log", async () => {
    const { texts, log } = await outputOf((reporter) => reporter.report("info", "a\u001b[2Jb\r\u0000\u202ec\ntail"));
    expect(texts).toEqual(["INFO    a\\u001b[2Jb\\u000d\\u0000\\u202ec", "INFO    tail"]);
    expect(log).toEqual(["info a\\u001b[2Jb\\u000d\\u0000\\u202ec\ntail"]);
  });

  it("but debug lines are only logged", async () => {
    expect(await outputOf((reporter) => reporter.report("debug", "shapes"))).toEqual({
      texts: [],
      log: ["debug shapes"],
    });
  });

  it.each([
    [
      "an error of the client as its message",
      new UnknownChainError("unknown", "no such chain\nthere are: a, b"),
      ["ERROR   no such chain", "ERROR   there are: a, b [chain/unknown]"],
    ],
    [
      "an internal error as such",
      new TypeError("x is undefined"),
      ["ERROR   internal error of the server: x is undefined [larmor/internal]"],
    ],
    ["a disconnected client not at all", Object.assign(new Error("gone"), { code: "ECONNRESET" }), []],
  ])("%s", async (_, error, texts) => {
    expect((await outputOf((reporter) => reporter.reportFailure(error))).texts).toEqual(texts);
  });
});
