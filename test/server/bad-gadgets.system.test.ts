import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadErrorFamilies } from "../../src/app/error-catalogue.ts";
import { errorDefinition } from "../../src/errors/index.ts";
import { type RunningServer, serve } from "../support/cli.ts";
import { oneImage, onlyImage, received } from "../support/converse.ts";
import { isRunning, until } from "../support/processes.ts";
import { smallHeader, smallReadout } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-bad-gadgets-"));
for (const each of ["gadgets", "pipelines"]) mkdirSync(join(folder, each));

interface Bad {
  /** Source of `create`. */
  readonly create: string;
  readonly message: RegExp;
  /** Whether the client keeps sending, so that a delayed failure occurs during the session. */
  readonly later?: true;
}

/** Gadgets that fail in ways that no `catch` in Larmor can handle; test/chain tests the others. */
const bad: Readonly<Record<string, Bad>> = {
  "throws-in-a-timer": {
    create: "() => tap(() => setTimeout(() => { throw new Error('in a timer'); }, 1))",
    message: /in a timer \(throws-in-a-timer\.ts:5:\d+\)$/,
    later: true,
  },
  throws: {
    create: "() => map((readout) => readout.nothing.length)",
    message: /at scan counter \d+: Cannot read properties of undefined .* \(throws\.ts:5:\d+\)$/,
  },
  "never-completes": {
    create: "() => mergeWith(NEVER)",
    message:
      /it has all of its input, and has not completed for 5 seconds, which is the limit; --hang-timeout raises it$/,
  },
  "rejects-a-text": {
    create: "() => tap(() => void Promise.reject('a mere text'))",
    message: /a mere text$/,
    later: true,
  },
  "loops-in-create": {
    create: "() => { for (;;); }",
    message: /at work without a pause for more than 5 s, which is the limit; the server's --hang-timeout raises it$/,
  },
  loops: { create: "() => map(() => { for (;;); })", message: /at work without a pause for more than 5 s/ },
  "loops-later": {
    create: "(context) => mapAsync(context, async () => { await null; for (;;); })",
    message: /at work without a pause for more than 5 s/,
  },
  "loops-in-a-timer": {
    create: "() => tap(() => setTimeout(() => { for (;;); }, 1))",
    message: /at work without a pause for more than 5 s/,
    later: true,
  },
  "chains-microtasks": {
    create: "() => tap(() => { const again = () => Promise.resolve().then(again); again(); })",
    // Each promise waits for the next: on a fast machine, the memory is full before the time is over.
    message: /at work without a pause for more than 5 s|the session took \d+ MB of memory; the limit is 250 MB/,
    later: true,
  },
  "fills-the-heap": {
    create: "() => map(() => { const all = []; for (;;) all.push(new Array(2 ** 15).fill(all)); })",
    message: /the session (took|died).*the limit is 250 MB, which the server's --session-memory raises$/,
  },
  "fills-buffers": {
    create: "() => map(() => { const all = []; for (;;) all.push(new Float32Array(2 ** 22).fill(1)); })",
    message: /the session took \d+ MB of memory; the limit is 250 MB/,
  },
  exits: { create: "() => map(() => process.exit(0))", message: /ended the process of the session, with exit code 0$/ },
  "exits-later": {
    create: "() => tap(() => setTimeout(() => process.exit(3), 1))",
    message: /ended the process of the session, with exit code 3$/,
    later: true,
  },
  "takes-all-down": {
    create: "() => map(() => { const until = Date.now() + 1000; while (Date.now() < until); process.abort(); })",
    message: /the session died of signal SIGABRT/,
  },
  "makes-nonsense": {
    create: "() => map((readout) => ({ ...readout, data: readout.data.subarray(2) }))",
    message:
      /it produced an inconsistent message of kind .acquisition.: data has \d+ elements, but its header or shape announces \d+$/,
  },
};

for (const [name, { create }] of Object.entries(bad)) {
  writeFileSync(
    join(folder, "gadgets", `${name}.ts`),
    `import { defineGadget, mapAsync } from "larmor/gadget";
import { map, mergeWith, NEVER, tap } from "rxjs";
export default defineGadget({
  name: "${name}", summary: "Misbehave.", in: ["acquisition"], out: ["acquisition"], parameters: {},
  create: (${create}) as never,
});
void [map, mapAsync, mergeWith, NEVER, tap];
`,
  );
  writeFileSync(
    join(folder, "pipelines", `${name}.yaml`),
    `description: Misbehaves.\nchain: [${name}, accumulate, to-buffer, simple-recon, extract]\n`,
  );
}

const folders = ["gadgets", "pipelines"].flatMap((each) => [`--${each}`, join(folder, each)]);

let server: RunningServer;
beforeAll(async () => {
  server = await serve(
    ...folders,
    "--hang-timeout",
    "5",
    "--session-memory",
    "250",
    "--threads",
    "1",
    "--standby",
    "2",
    "--max-sessions",
    "4",
  );
});
afterAll(() => {
  server.process.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

describe("a gadget that misbehaves", () => {
  it("ends only its own session, and is named to the client and in the log", async () => {
    await loadErrorFamilies();
    const neighbour = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    const [first, ...others] = oneImage();
    neighbour.write(first!);
    await Promise.all(
      Object.entries(bad).map(async ([name, { message, later }]) => {
        const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
        const readouts = Array.from({ length: 8 }, (_, line) => smallReadout(line));
        for (const piece of [configFile(name), text(3, smallHeader()), ...readouts]) socket.write(piece);
        if (!later) socket.end(close);
        const answer = await received(socket);
        socket.destroy();
        const texts = answer.flatMap((each) => (each.kind === "text" ? [each.text] : []));
        const error = texts.find((line) => line.startsWith("ERROR   ")) ?? texts.join("\n");
        expect(error).toContain(`chain ${name}, step 1, ${name} (${name}.yaml:2:9)`);
        const [, words, code] = /^(.*) \[([a-z/-]+)\]$/.exec(error) ?? [];
        expect(words).toMatch(message);
        expect(errorDefinition(code!)).toBeDefined();
        expect(answer.at(-1)).toEqual({ kind: "close" });
        await server.logged(new RegExp(`"level":50[^\\n]*chain ${name}, step 1`));
        if (name !== "throws") return;
        const [, stack] = await server.logged(/"stack":"([^"]*throws\.ts[^"]*)"[^\n]*"msg":"error thrown by the step"/);
        expect(stack!.split("\\n")).toEqual([
          expect.stringContaining("Cannot read properties of undefined"),
          expect.stringMatching(/^ +at .*throws\.ts:5:\d+\)?$/),
        ]);
      }),
    );
    for (const piece of others) neighbour.write(piece);
    onlyImage(await received(neighbour));
    neighbour.destroy();
    expect(server.process.exitCode).toBeNull();
  }, 90_000);

  it("ends a process that is stuck, even if the server has ended", async () => {
    const lone = await serve(...folders, "--hang-timeout", "1", "--threads", "1");
    const socket = connect({ port: lone.port, host: "127.0.0.1" }).on("error", () => {});
    for (const piece of [configFile("loops"), text(3, smallHeader()), smallReadout(0)]) socket.write(piece);
    const [, pid] = await lone.logged(/"handedTo":(\d+)/);
    await lone.logged(/reconstruction starts/);
    lone.process.kill("SIGKILL");
    await until(() => !isRunning(Number(pid)));
    socket.destroy();
  });
});
