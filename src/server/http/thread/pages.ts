import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import type { HttpAddress } from "../http-thread.ts";
import { type Page, type PagePath, pagePaths } from "../page.ts";

/** For how long a page is served again. Those that show whether the server works are checked more often. */
const FRESH_MS = { "/healthz": 100, "/readyz": 100, "/metrics": 1000, "/sessions": 1000 } as const;

/** Limits for clients: each page is small, and requested every few seconds at most. */
const limits = {
  maxRequestsPerSocket: 100,
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2000,
};

/**
 * The pages. However often one is requested, the server is asked for it only when the last answer is no longer fresh.
 * @param ask resolves with a page as it is now
 */
export function pages(ask: (path: PagePath) => Promise<Page>): Hono {
  const app = new Hono();
  for (const path of pagePaths) {
    let last: { readonly page: Promise<Page>; answeredAt: number } | undefined;
    const current = (): Promise<Page> => {
      if (last !== undefined && performance.now() - last.answeredAt < FRESH_MS[path]) return last.page;
      const next = { page: ask(path), answeredAt: Number.POSITIVE_INFINITY };
      last = next;
      void next.page.then(() => {
        next.answeredAt = performance.now();
      });
      return next.page;
    };
    app.get(path, async (context) => {
      const { status, type, text } = await current();
      return context.body(text, status, { "content-type": type });
    });
  }
  app.notFound((context) => context.text("there are /healthz, /readyz, /metrics and /sessions\n", 404));
  return app;
}

/** Receives requests to turn a connection into a socket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Serves the pages for as long as the thread runs.
 * @returns the port, which the system chooses if it is 0
 * @throws Error with code EADDRINUSE or EACCES if the address can't be used
 */
export async function servePages(app: Hono, { host, port }: HttpAddress, upgrade?: Upgrade): Promise<number> {
  // Health checks of HTTP/1.0, as of HAProxy, name no host.
  const server: ServerType = createAdaptorServer({ fetch: app.fetch, hostname: host, serverOptions: limits });
  Object.assign(server, { maxRequestsPerSocket: limits.maxRequestsPerSocket });
  // Requests beyond the limit, which a client has sent without waiting for the answers.
  server.on("dropRequest", (_request: unknown, socket: { destroy(): void }) => socket.destroy());
  if (upgrade !== undefined) {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.headers.upgrade?.toLowerCase() === "websocket") upgrade(request, socket, head);
      else void answerWithout(app, request, socket);
    });
  }
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Some clients offer HTTP/2 with each request, as Java's does: they get their answer, and nothing is upgraded. */
async function answerWithout(app: Hono, { url = "/", headers }: IncomingMessage, socket: Duplex): Promise<void> {
  socket.on("error", () => {});
  const named = Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  const response = await app.request(url, { headers: Object.fromEntries(named) as Record<string, string> });
  const body = Buffer.from(await response.arrayBuffer());
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `HTTP/1.1 ${response.status} \r\n${lines.join("")}connection: close\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  socket.end(body);
}
