import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { listenError, logListening, warnOfRights } from "../../src/app/serving/listening.ts";
import { codeOf } from "../../src/errors/index.ts";
import { AllowList } from "../../src/server/access/allow/index.ts";

function linesOf(say: (log: pino.Logger) => void): string[] {
  const lines: string[] = [];
  const write = (line: string) => {
    const { level, msg } = JSON.parse(line) as { level: number; msg: string };
    lines.push(`${pino.levels.labels[level]} ${msg}`);
  };
  say(pino({}, { write }));
  return lines;
}
const listening = (host: string, allow?: string) =>
  linesOf((log) =>
    logListening(log, { host, port: 9002, allow: allow === undefined ? undefined : new AllowList(allow) }),
  );
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a server logs who can connect", () => {
  it.each(["127.0.0.1", "localhost", "::1", "127.3.2.1"])("no other machine at %s", (host) => {
    const shown = host.includes(":") ? `[${host}]` : host;
    expect(listening(host)).toEqual([
      `info listening on ${shown}:9002: clients of this machine only; -H 0.0.0.0 for others`,
    ]);
  });

  it.each(["0.0.0.0", "::", "10.0.0.7", "scanner", "127.example.org"])(
    "every machine at %s, with a warning",
    (host) => {
      expect(listening(host)).toEqual([
        expect.stringMatching(/^info listening on .*:9002: clients of all machines that reach it$/),
        expect.stringMatching(/^warn anyone who reaches this port can send data and choose chains: --allow /),
      ]);
    },
  );

  it("the listed addresses", () => {
    expect(listening("0.0.0.0", "10.0.0.7,10.1.0.0/16")).toEqual([
      "info listening on 0.0.0.0:9002: clients of all machines that reach it, restricted to 10.0.0.7, 10.1.0.0/16",
    ]);
  });

  it("and warns if it runs as root", () => {
    const getuid = vi.spyOn(process, "getuid").mockReturnValue(0);
    expect(linesOf(warnOfRights)).toEqual([expect.stringContaining("warn running as root")]);
    getuid.mockReturnValue(1000);
    expect(linesOf(warnOfRights)).toEqual([]);
  });
});

describe("a server that can't listen says what to correct", () => {
  it.each([
    ["EADDRINUSE", "another program listens on port 9002 of 10.0.0.1: end it, or choose another port with --port"],
    ["EADDRNOTAVAIL", "this machine does not have the address 10.0.0.1: correct --host"],
    ["ENOTFOUND", "no machine is named 10.0.0.1: correct --host"],
    ["EAI_AGAIN", "the name 10.0.0.1 can't be looked up: correct --host"],
    ["EACCES", "this user may not listen on port 9002: choose another with --port"],
    ["EOTHER", "can't listen on port 9002 of 10.0.0.1: listen failed"],
  ])("%s", (code, text) => {
    const cause = Object.assign(new Error("listen failed"), { code });
    const error = listenError(cause, { host: "10.0.0.1", port: 9002 }, { host: "--host", port: "--port" });
    expect(error.message).toBe(text);
    expect(codeOf(error)).toBe(`system/${code}`);
  });
});
