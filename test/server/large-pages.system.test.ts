import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { serve } from "../support/cli.ts";
import { converse } from "../support/converse.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

it("are used by the processes of sessions, but not asked for by programs that these start", async () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-pages-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [session, program] = [join(folder, "session"), join(folder, "program")];
  // What a process has had since it started, and what its environment is now.
  const script = `tr '\\0' '\\n' < /proc/$PPID/environ > ${session}; env > ${program}; exit 1`;
  const execute = JSON.stringify(["sh", "-c", script]);
  writeFileSync(join(folder, "outside.yaml"), `description: d\nchain: [{ external: { execute: ${execute} } }]\n`);
  const server = await serve("--pipelines", folder);
  onTestFinished(() => void server.process.kill("SIGKILL"));
  await converse(server.port, [configFile("outside"), text(3, smallHeader()), ...smallReadouts(), close]);
  expect(readFileSync(session, "utf8")).toContain("GLIBC_TUNABLES=glibc.malloc.hugetlb=1\n");
  expect(readFileSync(program, "utf8")).not.toContain("GLIBC_TUNABLES");
});
