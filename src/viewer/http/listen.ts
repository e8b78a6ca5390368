import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";

/**
 * Serves an app for as long as the process runs.
 * @returns the port, which the system chooses if it is 0
 * @throws Error with code EADDRINUSE or EACCES if the address can't be used
 */
export async function listen(
  app: Hono,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host });
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
