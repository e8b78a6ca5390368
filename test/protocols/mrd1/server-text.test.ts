import { describe, expect, it } from "vitest";
import { readServerText } from "../../../src/protocols/mrd1/index.ts";

describe("a server's text", () => {
  it.each([
    ["DEBUG   shapes", "debug", ["shapes"]],
    ["INFO    Total processing time: 23.35 ms", "info", ["Total processing time: 23.35 ms"]],
    ["INFO     of FIRE's server, in the ninth column", "info", ["of FIRE's server, in the ninth column"]],
    ["WARNING no noise", "warning", ["no noise"]],
    ["ERROR   failed", "error", ["failed"]],
    ["CRITICAL failed", "error", ["failed"]],
    ["CRITICAL", "error", [""]],
    ["DBG x", "debug", ["x"]],
    ["WRN x", "warning", ["x"]],
    ["ERR x", "error", ["x"]],
    ["no level", "info", ["no level"]],
    ["ERRATA of a table", "info", ["ERRATA of a table"]],
    ["an ERROR   elsewhere", "info", ["an ERROR   elsewhere"]],
    ["", "info", [""]],
    ["ERROR    Traceback:\n  File x\r\n\nValueError", "error", ["Traceback:", "  File x", "", "ValueError"]],
  ])("%j", (text, level, lines) => {
    expect(readServerText(text)).toEqual({ level, lines });
  });
});
