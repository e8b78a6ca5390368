import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { ServerStatus } from "../supervisor/supervisor.ts";
import type { Metrics } from "./metrics.ts";

/** Where the pages are served. */
export interface HttpAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * The state of a server for other programs. The pages change nothing, and contain nothing about patients.
 *
 * - `/healthz`: 200 as long as the server runs.
 * - `/readyz`: 200 if it can serve clients; otherwise 503 and the reason.
 * - `/metrics`: for Prometheus.
 * - `/sessions`: the running sessions, as JSON.
 */
export function pages(metrics: Metrics, status: () => ServerStatus): Hono {
  const app = new Hono();
  app.get("/healthz", (context) => context.text("alive\n"));
  app.get("/readyz", (context) => {
    const { blocker } = status();
    return blocker === undefined ? context.text("ready\n") : context.text(`not ready: ${blocker}\n`, 503);
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
 * @returns the port, which the system chooses if it is 0
 * @throws Error with code EADDRINUSE or EACCES if the address can't be used
 */
export async function servePages(app: Hono, { host, port }: HttpAddress): Promise<number> {
  const server = serve({ fetch: app.fetch, hostname: host, port });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
