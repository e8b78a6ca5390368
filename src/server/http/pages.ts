import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { ServerStatus } from "../supervisor/supervisor.ts";
import type { Metrics } from "./metrics.ts";

/** Where the pages are. */
export interface HttpAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * What tells others how a server is doing; nothing can be changed by them, and nothing in them tells who was measured.
 *
 * - `/healthz`: 200 as long as the server lives.
 * - `/readyz`: 200 where it can take clients; else 503, and why not.
 * - `/metrics`: for Prometheus.
 * - `/sessions`: the sessions that run, as JSON.
 */
export function pages(metrics: Metrics, status: () => ServerStatus): Hono {
  const app = new Hono();
  app.get("/healthz", (context) => context.text("alive\n"));
  app.get("/readyz", (context) => {
    const { hindrance } = status();
    return hindrance === undefined ? context.text("ready\n") : context.text(`not ready: ${hindrance}\n`, 503);
  });
  app.get("/metrics", async (context) => {
    const { type, text } = await metrics.text();
    return context.body(text, 200, { "content-type": type });
  });
  app.get("/sessions", (context) => context.json({ ...status(), sessions: metrics.sessions }));
  app.notFound((context) => context.text("there are /healthz, /readyz, /metrics and /sessions\n", 404));
  return app;
}

/**
 * Serves the pages for as long as the process runs.
 * @returns the port, which the system chooses where it is 0
 * @throws Error with code EADDRINUSE or EACCES where the address can't be had
 */
export async function servePages(app: Hono, { host, port }: HttpAddress): Promise<number> {
  const server = serve({ fetch: app.fetch, hostname: host, port });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
