import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";
import { writeEndlessGadget } from "../support/endless-gadget.ts";
import { isRunning, until } from "../support/processes.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-gone-"));
const sockets: Socket[] = [];
let silent: Server;
let server: RunningServer;

beforeAll(async () => {
  for (const each of ["gadgets", "pipelines"]) mkdirSync(join(folder, each));
  silent = createServer((socket) => void sockets.push(socket.on("error", () => {})));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  writeEndlessGadget(join(folder, "gadgets"));
  const chain = (name: string, step: string) =>
    writeFileSync(join(folder, "pipelines", `${name}.yaml`), `description: d\nchain: [${step}]\n`);
  chain("endless", "endless");
  chain("silent", `external: { connect: "127.0.0.1:${port}", timeoutSeconds: 86400 }`);
  const folders = ["gadgets", "pipelines"].flatMap((each) => [`--${each}`, join(folder, each)]);
  server = await serve(...folders, "--threads", "1", "--standby", "2", "--max-sessions", "9");
});
afterAll(() => {
  server.process.kill("SIGKILL");
  for (const socket of sockets) socket.destroy();
  silent.close();
  rmSync(folder, { recursive: true });
});

/** Starts a session and waits until its chain runs. @returns the client's socket and the id of the process */
async function started(name: string, ...further: readonly Uint8Array[]): Promise<{ socket: Socket; pid: number }> {
  const count = server.log().match(/"handedTo"/g)?.length ?? 0;
  const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
  for (const piece of [configFile(name), text(3, smallHeader()), ...further]) socket.write(piece);
  await server.logged(new RegExp(`(reconstruction starts[^]*){${count + 1}}`));
  return { socket, pid: Number([...server.log().matchAll(/"handedTo":(\d+)/g)][count]![1]) };
}

it("the session of a client that has disconnected ends, whatever its step does", async () => {
  const readouts = smallReadouts();
  const waiting = await started("silent", ...readouts, close);
  waiting.socket.end(); // it may still receive images
  const gone = [
    await started("endless", ...readouts),
    await started("endless", ...readouts, close),
    await started("silent", ...readouts, close),
    await started("silent", ...readouts),
  ];
  gone[0]!.socket.resetAndDestroy();
  for (const { socket } of gone) socket.destroy();
  await until(() => gone.every(({ pid }) => !isRunning(pid)));
  await server.logged(/(the client disconnected, and the session did not end when requested[\s\S]*){2}/);
  expect(isRunning(waiting.pid)).toBe(true);
  waiting.socket.destroy();
  await until(() => !isRunning(waiting.pid));
}, 60_000);
