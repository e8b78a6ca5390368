import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forkOptions, isDebugged, threadOptions } from "../../src/debugging/index.ts";

const before = process.execArgv;
beforeEach(() => vi.stubEnv("NODE_OPTIONS", ""));
afterEach(() => {
  process.execArgv = before;
  vi.unstubAllEnvs();
});

describe("threads", () => {
  it.each([[[]], [["--inspect"]], [["--inspect=0", "--enable-source-maps"]], [["--inspect-port=9230"]]])(
    "inherit %j",
    (flags) => {
      process.execArgv = flags;
      expect(threadOptions()).toEqual({});
    },
  );

  it.each(["--inspect-brk", "--inspect-brk=0", "--inspect-wait=127.0.0.1:9230"])("do not inherit %s", (flag) => {
    process.execArgv = [flag];
    expect(threadOptions()).toMatchObject({ execArgv: [], env: { NODE_OPTIONS: "" } });
    process.execArgv = [];
    vi.stubEnv("NODE_OPTIONS", `--enable-source-maps ${flag}`);
    expect(threadOptions()).toMatchObject({ execArgv: [], env: { NODE_OPTIONS: "", PATH: process.env.PATH } });
  });
});

describe("processes", () => {
  it("inherit all other flags", () => {
    process.execArgv = ["--enable-source-maps", "--inspect-brk=9229", "--max-semi-space-size=4"];
    vi.stubEnv("NODE_OPTIONS", "--require ./a.js --inspect --no-warnings");
    const { execArgv, env } = forkOptions();
    // The tests are not debugged, so the process is not to be either.
    expect(isDebugged()).toBe(false);
    expect(execArgv).toEqual(["--enable-source-maps", "--max-semi-space-size=4"]);
    expect(env).toEqual({ ...process.env, NODE_OPTIONS: "--require ./a.js --no-warnings" });
  });

  it("inherit the environment as it is if no debugger was asked for", () => {
    process.execArgv = ["--enable-source-maps"];
    expect(forkOptions()).toEqual({ execArgv: ["--enable-source-maps"], env: process.env });
  });
});
