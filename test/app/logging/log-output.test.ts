import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LogOutput } from "../../../src/app/logging/log-output.ts";
import { createLogger } from "../../../src/app/logging/logging.ts";
import { temporaryPath } from "../../formats/mrd-hdf5/fixtures.ts";
import { noProcessFiles, withReason } from "../../support/peers.ts";

/** Errors of the next writes of a line, one per write; `errors` collects what goes to standard error. */
const state = vi.hoisted(() => ({ failures: [] as (string | number | undefined)[], errors: [] as string[] }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    writeSync: vi.fn((descriptor: number, content: Uint8Array | string) => {
      if (descriptor === 2) return state.errors.push(String(content));
      const failure = state.failures.shift();
      if (typeof failure === "string") throw Object.assign(new Error(`${failure}: it fails`), { code: failure });
      return fs.writeSync(descriptor, (content as Uint8Array).subarray(0, failure));
    }),
  };
});
beforeEach(() => {
  state.failures = [];
  state.errors = [];
});
afterEach(() => {
  vi.clearAllMocks();
});

const upper = (json: string) => json.toUpperCase();

describe("a log file", () => {
  it("is created together with its folder, and appended to", () => {
    const path = temporaryPath("new/folder/log");
    new LogOutput({ path }, upper).write("first\n");
    new LogOutput({ path }, upper).write("second\n");
    expect(readFileSync(path, "utf8")).toBe("FIRST\nSECOND\n");
  });

  it("that can't be written is reported once, and gets the number of missing lines when it can be written again", () => {
    const path = temporaryPath("log");
    const output = new LogOutput({ path }, (json) => json);
    state.failures = [undefined, "ENOSPC", "EDQUOT", "ENOSPC"];
    for (const line of ["a\n", "b\n", "c\n", "d\n", "e\n", "f\n"]) output.write(line);
    const [first, note, ...rest] = readFileSync(path, "utf8").trimEnd().split("\n");
    expect([first, ...rest]).toEqual(["a", "e", "f"]);
    expect(JSON.parse(note!)).toMatchObject({ level: 40, msg: "3 lines are missing here: they could not be written" });
    expect(state.errors).toEqual([
      `larmor: can't write the log to ${path}, so lines will be missing: ENOSPC: it fails\n`,
    ]);
    state.failures = ["EIO"];
    output.write("g\n");
    expect(state.errors).toHaveLength(2); // another error
  });

  it("that was moved, as by logrotate, is created again", () => {
    const path = temporaryPath("rotated/log");
    const output = new LogOutput({ path }, upper);
    output.write("before\n");
    renameSync(path, `${path}.1`);
    output.write("after\n");
    expect(readFileSync(`${path}.1`, "utf8")).toBe("BEFORE\n");
    expect(readFileSync(path, "utf8")).toBe("AFTER\n");
    writeFileSync(path, ""); // by copytruncate
    output.write("last\n");
    expect(readFileSync(path, "utf8")).toBe("LAST\n");
  });

  it.skipIf(noProcessFiles)(
    withReason("in a folder that can't be created is reported without waiting", noProcessFiles),
    () => {
      const output = new LogOutput({ path: "/proc/larmor/folder/log" }, upper);
      output.write("lost\n");
      expect(state.errors).toEqual([expect.stringContaining("/proc/larmor")]);
    },
  );

  it("whose folder was removed is created again", () => {
    const path = temporaryPath("folder/log");
    const output = new LogOutput({ path }, upper);
    output.write("first\n");
    rmSync(dirname(path), { recursive: true });
    output.write("second\n");
    expect(readFileSync(path, "utf8")).toBe("SECOND\n");
    expect(state.errors).toEqual([]);
  });

  it("whose folder can't be created again is reported once, and created as soon as possible", () => {
    const path = temporaryPath("folder/log");
    const output = new LogOutput({ path }, (json) => json);
    output.write("first\n");
    rmSync(dirname(path), { recursive: true });
    writeFileSync(dirname(path), "in the way");
    output.write("second\n");
    output.write("third\n");
    expect(state.errors).toEqual([expect.stringMatching(/so lines will be missing: E(EXIST|NOTDIR)/)]);
    rmSync(dirname(path));
    mkdirSync(dirname(path));
    output.write("fourth\n");
    expect(readFileSync(path, "utf8")).toMatch(/2 lines are missing here.*\n.*fourth\n$/s);
  });

  it("is written completely if the system accepts parts of a line, and waits for a full pipe", () => {
    const path = temporaryPath("log");
    state.failures = [3, 0, "EAGAIN", "EAGAIN", 1];
    new LogOutput({ path }, upper).write("a long line\n");
    expect(readFileSync(path, "utf8")).toBe("A LONG LINE\n");
  });

  it("does not wait forever, nor again soon: what does not fit immediately is lost and counted", () => {
    const path = temporaryPath("log");
    const output = new LogOutput({ path }, upper);
    state.failures = Array<string>(1000).fill("EAGAIN");
    output.write("first\n");
    expect(state.errors).toEqual([expect.stringContaining("EAGAIN")]);
    const tries = () => 1000 - state.failures.length;
    const inVain = tries();
    output.write("second\n");
    output.write("third\n");
    expect(tries() - inVain).toBe(2);
    // One line fits, and the next does not: waiting a second for each line would be no better than waiting forever.
    state.failures = [undefined, undefined, ...state.failures];
    output.write("fourth\n");
    output.write("fifth\n");
    expect(tries() - inVain).toBe(3);
    state.failures = [];
    output.write("sixth\n");
    expect(readFileSync(path, "utf8")).toMatch(/^\{.*3 LINES ARE MISSING.*\nFOURTH\n\{.*1 LINE IS MISSING.*\nSIXTH\n$/);
  });

  it("that can't be opened is an error at the start of a command, but not in a session", async () => {
    const file = temporaryPath("in-the-way");
    writeFileSync(file, "");
    const options = { verbose: false, file: `${file}/log`, crlf: false, json: true, quiet: true };
    await expect(createLogger(options)).rejects.toThrow(/E(EXIST|NOTDIR)/);
    (await createLogger({ ...options, patient: true })).info("line");
    expect(state.errors).toEqual([expect.stringContaining(`can't write the log to ${file}/log`)]);
  });
});

describe("standard output", () => {
  it("that can't be written is reported once, and ends nothing", () => {
    state.failures = ["EPIPE", "EPIPE"];
    const output = new LogOutput({ descriptor: 1 }, upper);
    output.write("first\n");
    output.write("second\n");
    expect(state.errors).toEqual([
      "larmor: can't write the log to standard output, so lines will be missing: EPIPE: it fails\n",
    ]);
    expect(vi.mocked(writeSync).mock.calls.map(([descriptor]) => descriptor)).toEqual([1, 2, 1]);
  });
});
