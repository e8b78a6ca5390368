import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { larmor, type RunningServer, serve } from "../support/cli.ts";
import { type LiveSocket, openLiveSocket } from "../support/live-socket.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-live-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await larmor(["phantom", "-m", "64", "-c", "2", "-r", "6", "--noise-calibration", "-o", "scan.h5"], folder);
});

let server: RunningServer;
const sockets: LiveSocket[] = [];
afterEach(() => {
  for (const { socket } of sockets.splice(0)) socket.terminate();
  server.process.kill("SIGKILL");
});

async function watched(...args: string[]) {
  server = await serve("--http", "127.0.0.1:0", ...args);
  const port = Number((await server.logged(/browsers is at http:\/\/[^/]+:(\d+)/))[1]);
  const open = async (headers?: Record<string, string>) => {
    const opened = await openLiveSocket(port, headers);
    sockets.push(opened);
    return opened;
  };
  const send = (chain: string, ...more: string[]) =>
    larmor(["send", "scan.h5", "-p", String(server.port), "-c", chain, "-o", "out.h5", ...more], folder);
  return { port, open, send };
}

it("browsers see a session, its steps, lines, noise, images and log", async () => {
  const { open, send } = await watched();
  const browser = await open();
  expect((await send("cartesian")).status).toBe(0);
  const { sessions } = await browser.until("sessions", (each) => each.sessions[0]?.state === "done");
  expect(sessions).toEqual([
    expect.objectContaining({ session: 1, peer: "127.0.0.1", chain: "cartesian", sent: 6, bytesPerSecond: 0 }),
  ]);
  const { detail } = await browser.until("detail", (each) => (each.detail.lines ?? 0) === 6 * 64);
  expect(detail.expectedLines).toBe(6 * 64);
  expect(detail.steps!.map(({ gadget }) => gadget)).toEqual(expect.arrayContaining(["noise-adjust", "results"]));
  expect(detail.steps!.at(-1)).toMatchObject({ took: 6 });
  expect(detail.noise).toHaveLength(2);
  const [filling] = detail.kSpace!;
  expect(filling).toMatchObject({ e1: 64, e2: 1, lines: 6 * 64, outside: 0 });
  expect([...Buffer.from(filling!.cells, "base64")]).toEqual(Array.from({ length: 6 * 64 }, () => 1));
  expect(browser.images.length).toBeGreaterThan(0);
  expect(browser.images[0]).toMatchObject({ header: { session: 1, width: 64, height: 64, format: "gray" } });
  expect(browser.images[0]!.pixels).toHaveLength(64 * 64 * 2);
  const lines = browser.of("log").flatMap((each) => each.lines);
  expect(lines).toContainEqual(expect.objectContaining({ session: 1, level: "info", text: "reconstruction starts" }));
  expect(await browser.until("load")).toMatchObject({ load: { maxSessions: expect.any(Number) } });
});
