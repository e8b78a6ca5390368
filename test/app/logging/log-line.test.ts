import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logLine } from "../../../src/app/logging/log-line.ts";

const entry = (fields: object) => `${JSON.stringify({ level: 40, time: 0, ...fields })}\n`;
const stamped = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] WARN: /;

describe("a line of the log", () => {
  const plain = { json: false, colorize: false };

  it.each([
    [false, "\n"],
    [true, "\r\n"],
  ])(
    "ends with CR LF on request (%s), also within a text of several lines, which can't look like separate log lines",
    async (crlf, end) => {
      const forged = "one\n[2026-01-01 00:00:00.000] ERROR: forged\r\nlast";
      const line = (await logLine({ ...plain, crlf }))(entry({ msg: forged, session: 7 }));
      const [first, ...others] = line.split(end);
      expect(first).toMatch(stamped);
      expect(others).toEqual(["    [2026-01-01 00:00:00.000] ERROR: forged\\r", `    last {"session":7}`, ""]);
      const { stack, message } = new TypeError("several\nlines");
      const error = (await logLine({ ...plain, crlf }))(
        entry({ msg: "m", err: { type: "TypeError", message, stack } }),
      );
      expect(error.replaceAll(end, "")).not.toMatch(/[\r\n]/);
      expect(
        error
          .trimEnd()
          .split(end)
          .slice(1)
          .every((each) => each.startsWith("    ")),
      ).toBe(true);
      const json = (await logLine({ json: true, colorize: false, crlf }))(entry({ msg: forged }));
      expect(json.endsWith(`}${end}`)).toBe(true);
      expect((JSON.parse(json) as { msg: string }).msg).toContain("forged");
    },
  );

  it("can't control a terminal, whatever is quoted", async () => {
    const format = await logLine({ ...plain, crlf: false });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that must not occur
    const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const clean = text.replaceAll("\t", " "); // which is harmless
        const line = format(entry({ msg: clean, reason: clean }));
        expect(line).not.toMatch(acting);
        expect(line).toMatch(stamped);
        for (const each of line.trimEnd().split("\n").slice(1)) expect(each).toMatch(/^( {4}|$)/);
      }),
    );
  });

  it("has a colour by its level, with which nothing else of it changes", async () => {
    const [coloured, uncoloured] = await Promise.all(
      [true, false].map((colorize) => logLine({ json: false, colorize, crlf: false })),
    );
    const of = (level: number, colorize: boolean) => (colorize ? coloured : uncoloured)!(entry({ level, msg: "text" }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
    const COLORS = /\u001b\[\d+m/g;
    const before = [20, 30, 40, 50].map((level) => of(level, true).split("text")[0]!.split(": ")[1]);
    expect(new Set(before).size).toBe(4);
    for (const level of [20, 30, 40, 50]) expect(of(level, true).replaceAll(COLORS, "")).toBe(of(level, false));
  });
});
