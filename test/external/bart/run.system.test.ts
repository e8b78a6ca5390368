import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { planCommands, requireBart, runBart } from "../../../src/external/bart/index.ts";
import { isRunning, until } from "../../support/processes.ts";

/** How a program called bart is run and how its results are used. The program need not be BART. */

const folder = mkdtempSync(join(tmpdir(), "larmor-run-bart-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

function standIn(script: string): void {
  const path = join(folder, "bart");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
}
const sizes = { x: 2, y: 3, z: 1, coils: 4, n: 5, s: 6, slices: 7 };
const data = Float32Array.from({ length: 2 * 2 * 3 * 4 * 5 * 6 * 7 }, (_, i) => i - 0.5);
const idle = () => ({ threads: 3, maxBytes: 1e6, maxDiskBytes: 4e6, signal: new AbortController().signal });
const plan = (...commands: string[]) => planCommands(commands, { values: {}, files: {} });

describe("a run of bart", () => {
  it("passes the data in BART's files and dimensions, and reads the result from them", async () => {
    standIn(`echo "$@" > "${folder}/words"; cat "$2.hdr" > "${folder}/header"; cp in.hdr out.hdr; cp in.cfl out.cfl`);
    const made = await runBart(plan("copy"), { sizes, data }, undefined, idle());
    expect(made).toEqual({ sizes, data });
    expect(readFileSync(join(folder, "words"), "utf8")).toBe("copy in out\n");
    expect(readFileSync(join(folder, "header"), "utf8")).toBe("# Dimensions\n2 3 1 4 1 1 1 1 1 1 5 6 1 7 1 1\n");
  });

  it("reads headers with other sections, and with fewer dimensions", async () => {
    standIn(
      "printf '# Dimensions\\n2 3 \\n# Command\\nx \\n# Files\\n >out\\n' > out.hdr; head -c 48 in.cfl > out.cfl",
    );
    const made = await runBart(plan("copy"), { sizes, data }, undefined, idle());
    expect(made).toEqual({
      sizes: { x: 2, y: 3, z: 1, coils: 1, n: 1, s: 1, slices: 1 },
      data: data.slice(0, 12),
    });
  });

  it("lets it use the cores of the session, unless the environment sets their number", async () => {
    standIn(`echo "$OMP_NUM_THREADS" >> "${folder}/threads"; cp in.hdr out.hdr; cp in.cfl out.cfl`);
    vi.stubEnv("OMP_NUM_THREADS", undefined);
    await runBart(plan("copy"), { sizes, data }, undefined, idle());
    vi.stubEnv("OMP_NUM_THREADS", "8");
    await runBart(plan("copy"), { sizes, data }, undefined, idle());
    expect(readFileSync(join(folder, "threads"), "utf8")).toBe("3\n8\n");
  });

  it.each([
    ["in one file", "head -c 9000000 /dev/zero > big || exit $?; cp in.hdr out.hdr; cp in.cfl out.cfl"],
    ["in many files", "for i in 1 2 3 4 5 6; do head -c 1000000 /dev/zero > f$i; done; exec sleep 30"],
  ])("is ended if it writes too much %s", async (_where, script) => {
    standIn(script);
    await expect(runBart(plan("fft 1"), { sizes, data }, undefined, idle())).rejects.toThrow(
      "'bart fft 1 in out' wrote files of more than 4000000 bytes, which is the limit; raise a server's --session-memory",
    );
  });

  it.each([
    [
      "fails",
      "echo no coils >&2; exit 2",
      "failed",
      "'bart a in out' ended with exit code 2; its last lines:\nno coils",
    ],
    ["is killed", "kill -ABRT $$", "failed", "'bart a in out' was ended by SIGABRT"],
    ["writes nothing", "true", "bad-result", "BART's commands wrote no result"],
    [
      "writes half of it",
      "cp in.hdr out.hdr; head -c 8 in.cfl > out.cfl",
      "bad-result",
      "BART's result has 8 bytes, but its dimensions are '2 3 1 4 1 1 1 1 1 1 5 6 1 7 1 1'",
    ],
    [
      "writes along a dimension that Larmor has no axis for",
      "printf '# Dimensions\\n2 1 1 1 3\\n' > out.hdr; head -c 48 in.cfl > out.cfl",
      "bad-result",
      "BART's result is 2 (READ) × 3 (MAPS), and Larmor has no axis for MAPS; reduce it to size 1, for example with `rss 16` or `slice`",
    ],
  ])("is an error if it %s", async (_, script, code, message) => {
    standIn(script);
    await expect(runBart(plan("a"), { sizes, data }, undefined, idle())).rejects.toMatchObject({ code, message });
  });

  it("is an error if it writes more than the session's memory limit", async () => {
    standIn("cp in.hdr out.hdr; cp in.cfl out.cfl");
    const run = runBart(plan("a"), { sizes, data }, undefined, { ...idle(), maxBytes: 40_319 });
    await expect(run).rejects.toThrow(
      "BART's result has 40320 bytes, more than the limit of 40319; raise a server's --session-memory",
    );
  });

  it("ends with its session, and leaves no file", async () => {
    standIn(`pwd > "${folder}/where"; echo $$ > "${folder}/pid"; exec sleep 1000`);
    const ending = new AbortController();
    const running = runBart(plan("copy"), { sizes, data }, undefined, { ...idle(), signal: ending.signal });
    await until(() => existsSync(join(folder, "pid")) && readFileSync(join(folder, "pid"), "utf8") !== "");
    const [pid, where] = [
      Number(readFileSync(join(folder, "pid"), "utf8")),
      readFileSync(join(folder, "where"), "utf8"),
    ];
    expect(isRunning(pid)).toBe(true);
    ending.abort();
    await expect(running).rejects.toThrow();
    await until(() => !isRunning(pid) && !existsSync(where.trim()));
    await expect(
      runBart(plan("copy"), { sizes, data }, undefined, { ...idle(), signal: ending.signal }),
    ).rejects.toThrow();
  });

  it("needs bart on the path", () => {
    standIn("true");
    expect(requireBart).not.toThrow();
    vi.stubEnv("PATH", join(folder, "empty"));
    expect(requireBart).toThrow(expect.objectContaining({ code: "not-installed" }));
  });
});
