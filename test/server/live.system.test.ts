import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { larmor, type RunningServer, serve } from "../support/cli.ts";
import { type LiveSocket, openLiveSocket } from "../support/live-socket.ts";
import { close, configFile, text as textBytes } from "../support/wire-bytes.ts";

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
  expect(browser.images[0]!.pixels).toHaveLength(64 * 64);
  const lines = browser.of("log").flatMap((each) => each.lines);
  expect(lines).toContainEqual(expect.objectContaining({ session: 1, level: "info", text: "reconstruction starts" }));
  expect(await browser.until("load")).toMatchObject({ load: { maxSessions: expect.any(Number) } });
});

it("a failed session shows its error with an explanation", async () => {
  const { open, send } = await watched();
  const browser = await open();
  expect((await send("nothing")).status).toBe(1);
  const { sessions } = await browser.until("sessions", (each) => each.sessions[0]?.failure?.meaning !== undefined);
  expect(sessions[0]).toMatchObject({
    state: "failed",
    failure: { code: "chain/unknown", text: expect.stringContaining("'nothing'"), remedy: expect.any(String) },
  });
});

it("sockets need the name of the server, its own origin and its token", async () => {
  const token = "5ecret-5ecret-5ecret";
  const { open } = await watched("--http-token", token);
  await expect(open()).rejects.toThrow("401");
  await expect(open({ authorization: `Bearer ${token}`, origin: "http://example.org" })).rejects.toThrow("403");
  await expect(open({ authorization: `Bearer ${token}`, host: "example.org" })).rejects.toThrow("403");
  await (await open({ authorization: `Bearer ${token}` })).until("hello");
});

it("a browser that asks for anything else is disconnected, and the server goes on", async () => {
  const { open } = await watched();
  for (const text of ["{", "[]", "null", '{"watch":-1}', `{"watch":"${"x".repeat(500)}"}`]) {
    const { socket } = await open();
    socket.send(text);
    await once(socket, "close");
  }
  await (await open()).until("hello");
});

it("20 browsers see the same session, and one that does not read delays nothing", async () => {
  const { open, send } = await watched();
  const browsers = await Promise.all(Array.from({ length: 20 }, () => open()));
  const asleep = await open();
  asleep.socket.pause();
  expect((await send("cartesian")).status).toBe(0);
  for (const browser of browsers) await browser.until("sessions", (each) => each.sessions[0]?.state === "done");
  for (const browser of browsers) expect(browser.images.length).toBeGreaterThan(0);
  asleep.socket.resume();
  await asleep.until("sessions", (each) => each.sessions[0]?.state === "done");
});

it("nothing identifies the patient, unless the server shows patients", async () => {
  const seen = async (...args: string[]) => {
    const { open } = await watched(...args);
    const browser = await open();
    const client = createConnection(server.port, "127.0.0.1");
    client.resume();
    const patient = "<patientName>Roentgen^Wilhelm</patientName><patientID>P1845</patientID>";
    const space =
      "<matrixSize><x>8</x><y>8</y><z>1</z></matrixSize><fieldOfView_mm><x>8</x><y>8</y><z>1</z></fieldOfView_mm>";
    const encoding = `<encodedSpace>${space}</encodedSpace><reconSpace>${space}</reconSpace><trajectory>cartesian</trajectory>`;
    const header = `<ismrmrdHeader><subjectInformation>${patient}</subjectInformation><encoding>${encoding}</encoding></ismrmrdHeader>`;
    client.write(Buffer.concat([configFile("default"), textBytes(3, header), close]));
    await browser.until("sessions", (each) => each.sessions[0]?.endedAt !== undefined);
    const showsPatients = args.includes("--show-patient");
    await browser.until("detail", ({ detail }) => !showsPatients || detail.patient !== undefined);
    server.process.kill("SIGKILL");
    return JSON.stringify(browser.messages);
  };
  expect(await seen()).not.toMatch(/Roentgen|P1845/);
  expect(await seen("--show-patient")).toContain('"patient":"Roentgen^Wilhelm, P1845"');
});
