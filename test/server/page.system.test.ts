import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-page-"));
afterAll(() => rmSync(folder, { recursive: true }));

let server: RunningServer | undefined;
afterEach(() => {
  server?.process.kill("SIGKILL");
});

async function httpPort(...args: string[]): Promise<number> {
  server = await serve(...args);
  return Number((await server.logged(/sessions at http:\/\/[^/]+:(\d+)/))[1]);
}

/** Unlike fetch, with any Host. */
function status(port: number, path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ port, host: "127.0.0.1", path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on("error", reject)
      .end();
  });
}

it("browsers of this machine get the page, next to what probes get without a Host", async () => {
  const port = await httpPort("--http", "127.0.0.1:0");
  const page = await fetch(`http://127.0.0.1:${port}/`);
  expect(await page.text()).toContain("<title>Larmor</title>");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  const about = await fetch(`http://127.0.0.1:${port}/api/about`);
  expect(await about.json()).toMatchObject({ areas: ["sessions"] });
  expect(await status(port, "/", { host: "example.org" })).toBe(403);
  expect(await status(port, "/api/about", { origin: "http://example.org" })).toBe(403);
  expect(await status(port, "/healthz", { host: "example.org" })).toBe(200);
  const probe = createConnection(port, "127.0.0.1");
  probe.write("GET /healthz HTTP/1.0\r\n\r\n");
  let answer = "";
  for await (const chunk of probe) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 200 .*alive\n$/s);
});

it("other machines get the page only with a token, which is never logged", async () => {
  const token = "5ecret-5ecret-5ecret";
  const file = join(folder, "token");
  writeFileSync(file, `${token}\n`);
  const port = await httpPort("--http", "0.0.0.0:0", "--http-token", file, "--http-name", "recon.example.org");
  expect(await status(port, "/")).toBe(401);
  expect(await status(port, "/api/about")).toBe(401);
  expect(await status(port, `/?token=${token}`)).toBe(200);
  expect(await status(port, "/", { host: "recon.example.org", cookie: `larmor_80=${token}` })).toBe(200);
  expect(await status(port, `/?token=${token}`, { host: "example.org" })).toBe(403);
  expect(await status(port, "/metrics")).toBe(200);
  expect(server!.log()).not.toContain(token);
});

it("without a token, other machines get only what probes get, and the log says why", async () => {
  const port = await httpPort("--http", "0.0.0.0:0");
  await server!.logged(/the page for browsers is not served.*--http-token/);
  expect(await status(port, "/")).toBe(404);
  expect(await status(port, "/api/about")).toBe(404);
  expect(await status(port, "/readyz")).not.toBe(404);
});
