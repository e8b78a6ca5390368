import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { WireMessage } from "../../src/mrd/index.ts";
import { type RunningServer, serve } from "../support/cli.ts";
import { converse, oneImage, onlyImage, received } from "../support/converse.ts";
import { processState } from "../support/process-state.ts";
import { isRunning, until } from "../support/processes.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, query, text } from "../support/wire-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-reuse-"));
const [gadgets, pipelines] = [join(folder, "gadgets"), join(folder, "pipelines")];
for (const each of [gadgets, pipelines]) mkdirSync(each);
writeFileSync(
  join(gadgets, "double.mjs"),
  `import { defineGadget } from "larmor/gadget";
import { map } from "rxjs";
export default defineGadget({
  name: "double", summary: "Doubles images.", in: ["image"], out: ["image"], parameters: {},
  create: () => map((image) => ({ ...image, data: image.data.map((value) => 2 * value) })),
});
`,
);
const recon = "remove-oversampling, accumulate, to-buffer, simple-recon, extract";
writeFileSync(join(pipelines, "doubled.yaml"), `description: d\nchain: [${recon}, double]\n`);

let server: RunningServer | undefined;
afterEach(() => {
  server?.process.kill("SIGKILL");
  rmSync(join(folder, "noise"), { recursive: true, force: true });
});

/** Sessions, as the log of the server has them: the process, and the number of the session in it. */
const sessions = () =>
  [...server!.log().matchAll(/"session":(\d+),[^\n]*"handedTo":(\d+),"sessionOfProcess":(\d+)/g)].map(
    ([, session, pid, number]) => ({ session: Number(session), pid: Number(pid), number: Number(number) }),
  );
/** Waits for the end of a session, in the log. */
const ended = (session: number) => server!.logged(new RegExp(`"session":${session},[^\\n]*"outcome"`));

/** Serves a client alone. @returns its answer, and where it was served */
async function served(pieces: readonly Uint8Array[]) {
  const before = new Set(sessions().map(({ session }) => session));
  const answer = await converse(server!.port, pieces);
  const session = sessions().findLast((each) => !before.has(each.session))!;
  await ended(session.session);
  await until(() => server!.log().includes(`"session":${session.session},"freed"`) || !isRunning(session.pid));
  return { answer, ...session };
}

const measurement = (config: Buffer, ...parameters: Buffer[]) => [
  config,
  text(3, smallHeader()),
  ...parameters,
  ...smallReadouts(1),
  close,
];
const texts = (answer: readonly WireMessage[]) => answer.filter((message) => message.kind === "text");

describe("a process that has served a session with built-in gadgets", () => {
  it("serves the next ones, with the same images", async () => {
    server = await serve("-v");
    const first = await served(oneImage());
    const all = [await served(oneImage({ value: 3 })), await served(oneImage({ size: 16 })), await served(oneImage())];
    expect(all.map(({ pid }) => pid)).toEqual(Array(3).fill(first.pid));
    expect(all.map(({ number }) => number)).toEqual([2, 3, 4]);
    expect(onlyImage(all[2]!.answer)).toEqual(onlyImage(first.answer));
    expect(onlyImage(all[0]!.answer)).not.toEqual(onlyImage(first.answer));
  });

  it("ends after as many sessions as it may serve", async () => {
    server = await serve("-v", "--sessions-per-process", "2");
    const pids: number[] = [];
    for (let i = 0; i < 5; i += 1) pids.push((await served(oneImage())).pid);
    expect(pids[1]).toBe(pids[0]);
    expect(pids[3]).toBe(pids[2]);
    expect(new Set(pids).size).toBe(3);
    await until(() => !isRunning(pids[0]!) && !isRunning(pids[2]!));
  });

  it("ends after one session if it may serve only one", async () => {
    server = await serve("-v", "--sessions-per-process", "1");
    const [first, second] = [await served(oneImage()), await served(oneImage())];
    expect(second.pid).not.toBe(first.pid);
    expect([first.number, second.number]).toEqual([1, 1]);
  });

  it.each([
    ["has an unknown chain", () => [configFile("no-such-chain"), ...oneImage().slice(1)]],
    ["sends something else than MRD", () => [...oneImage().slice(0, 2), Buffer.alloc(2000, 0xff)]],
    ["ends within a message", () => [Buffer.concat(oneImage()).subarray(0, -100)]],
  ])("ends with a session whose client %s", async (_, pieces) => {
    server = await serve("-v");
    const good = await served(oneImage());
    const bad = await served(pieces());
    expect(bad.pid).toBe(good.pid);
    await until(() => !isRunning(bad.pid));
    expect(onlyImage((await served(oneImage())).answer)).toEqual(onlyImage(good.answer));
  });

  it("ends with a session that was killed, and no other session notices", async () => {
    server = await serve("-v");
    const { pid } = await served(oneImage());
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.write(Buffer.concat(oneImage().slice(0, 4)));
    await until(() => sessions().length === 2);
    const other = served(oneImage());
    expect(sessions()[1]!.pid).toBe(pid);
    process.kill(pid, "SIGKILL");
    expect(texts(await received(socket))[0]).toMatchObject({ text: expect.stringMatching(/server\/process-died/) });
    expect(onlyImage((await other).answer)).toBeInstanceOf(Buffer);
  });
});

describe("the next session in a process", () => {
  const noise = join(folder, "noise");

  it("shows nothing of the one before", async () => {
    const [savedata, taps, record] = ["saved", "taps", "record"].map((each) => join(folder, each));
    server = await serve("-v", "-s", "-S", savedata!, "--taps", taps!, "--record", record!, "--noise-folder", noise);
    const named = smallHeader().replace(
      "<experimentalConditions>",
      "<subjectInformation><patientName>DOE^JANE</patientName><patientID>4711</patientID></subjectInformation><experimentalConditions>",
    );
    const parameters = text(5, JSON.stringify({ parameters: { trigger: "slice", center: "strongest" } }));
    const first = await served([configFile("cartesian"), text(3, named), parameters, ...smallReadouts(1), close]);
    const second = await served(measurement(configFile("cartesian")));
    expect(second.pid).toBe(first.pid);
    const own = server
      .log()
      .split("\n")
      .filter((line) => line.includes(`"session":${second.session},`));
    expect(own.length).toBeGreaterThan(3);
    expect(own.join("\n")).not.toMatch(/DOE|4711|strongest/);
    expect(JSON.stringify(texts(second.answer))).not.toMatch(/DOE|4711|trigger|strongest/);
    // As in a process that has served nobody.
    const alone = await serve("--noise-folder", noise);
    try {
      const [saved, ...others] = second.answer;
      expect(saved).toMatchObject({ text: expect.stringContaining("incoming data are saved") });
      expect(others).toEqual(await converse(alone.port, measurement(configFile("cartesian"))));
    } finally {
      alone.process.kill("SIGKILL");
    }
  });

  it("has no more descriptors and threads than the one before", async () => {
    server = await serve("-v");
    const { pid } = await served(oneImage());
    const state = () => {
      const status = readFileSync(`/proc/${pid}/status`, "latin1");
      return { threads: /^Threads:\s+(\d+)/m.exec(status)![1], descriptors: processState(pid).descriptors };
    };
    await served(oneImage());
    const before = state();
    for (let i = 0; i < 20; i += 1) expect((await served(oneImage())).pid).toBe(pid);
    await vi.waitFor(() => expect(state()).toEqual(before), 5000);
  });
});

describe("a session with third-party gadgets", () => {
  const doubled = [
    ["a chain of the server", () => measurement(configFile("doubled"))],
    [
      "the client's parameters",
      () => measurement(configFile("default"), text(5, '{"parameters":{"config":"doubled"}}')),
    ],
    ["a chain that the client sends", () => measurement(text(2, `description: d\nchain: [${recon}, double]\n`))],
    ["a query before that", () => [query(1n, "gadgetron::version"), ...measurement(configFile("doubled"))]],
  ] as const;

  it.each(doubled)("has a process of its own that ends with it: %s", async (_, pieces) => {
    server = await serve("-v", "--gadgets", gadgets, "--pipelines", pipelines);
    const builtIn = await served(oneImage());
    const before = onlyImage(builtIn.answer);
    const own = await served(pieces());
    const image = own.answer.find((message) => message.kind === "image")!;
    expect((image.data as Float32Array)[0]).toBe(2 * before.readFloatLE(0));
    expect(own.pid).not.toBe(builtIn.pid);
    expect(own.number).toBe(1);
    await until(() => !isRunning(own.pid));
    const again = await served(oneImage());
    expect(again.pid).toBe(builtIn.pid);
    expect(onlyImage(again.answer)).toEqual(before);
  });
});
