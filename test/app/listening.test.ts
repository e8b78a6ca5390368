import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { logListening, warnOfRights } from "../../src/app/serving/listening.ts";
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
