import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { converse, images, lines } from "../support/session.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const asking = (parameters: object) => [
  configFile("default"),
  text(3, smallHeader()),
  text(5, JSON.stringify({ parameters })),
  ...smallReadouts(),
  close,
];

describe("a session's trace", () => {
  it("is a table of texts after the images, only for a client that requests it", async () => {
    const received = await converse(asking({ larmorTrace: "true" }));
    expect(images(received)).toHaveLength(1);
    const table = lines(received);
    expect(table[0]).toMatch(/^INFO {4}step +in +out +MB in/);
    expect(table[1]).toMatch(/^INFO {4}step 1, remove-oversampling \(default\.yaml:\d+:5\) +8 +8 /);
    expect(table.at(-1)).toMatch(/^INFO {4}results +1 +1 /);
    expect(received.at(-1)).toEqual({ kind: "close" });
    expect(lines(await converse(asking({})))).toEqual([]);
  });

  it("is one log line per step, if the server logs traces", async () => {
    const logged: { msg: string; step?: string; took?: number; made?: number }[] = [];
    const log = pino({}, { write: (line: string) => void logged.push(JSON.parse(line)) });
    const received = await converse(asking({}), { trace: true, log });
    expect(lines(received)).toEqual([]);
    const steps = logged.filter(({ msg }) => msg === "trace");
    expect(steps.map(({ took, made }) => [took, made])).toEqual([
      [8, 8],
      [8, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    expect(steps[0]!.step).toMatch(/^chain default, step 1, remove-oversampling/);
  });
});
