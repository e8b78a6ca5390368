import { hostname } from "node:os";
import { Hono } from "hono";
import { errorDefinition } from "../../errors/index.ts";
import type { PageOptions } from "../../server/http/index.ts";
import { type AccessOptions, loopbackNames, viewerApp } from "../../viewer/http/index.ts";
import { LiveHub, type LiveHubOptions } from "../../viewer/live/index.ts";
import { AnsweringThread } from "../../viewer/thread/index.ts";
import { entry } from "../entry.ts";
import { loadErrorFamilies } from "../error-catalogue.ts";
import { builtPage, version } from "../package-root.ts";
import type { PageContents } from "../viewing/page-contents.ts";
import { isLoopback } from "./listening.ts";

/**
 * Adds the page for browsers to what a server serves for programs, which remains as it is.
 * @param host address where it is served
 */
export function addPage(app: Hono, host: string, options: PageOptions): void {
  const access = accessOf(host, options);
  const contents = options.contents as PageContents | undefined;
  const thread =
    contents && new AnsweringThread({ module: entry("viewer-thread"), workerData: contents satisfies PageContents });
  const areas = {
    sessions: new Hono(),
    ...(contents !== undefined && { files: new Hono() }),
    ...(contents?.editing !== undefined && { chains: new Hono() }),
  };
  app.route(
    "/",
    viewerApp({
      ...access,
      version,
      page: builtPage,
      areas,
      others: thread?.routes,
      data: contents?.data !== undefined,
    }),
  );
}

/** The sockets of the page. @param watch receives what browsers watch */
export function liveHub(host: string, options: PageOptions, watch: LiveHubOptions["watch"]): LiveHub {
  return new LiveHub({ access: accessOf(host, options), watch, explain: explainError });
}

/** What a code of Larmor means; `undefined` for one of the system, or of a third-party gadget. */
async function explainError(code: string) {
  await loadErrorFamilies();
  return errorDefinition(code);
}

/** By which names and addresses browsers request a server that listens on an address. */
export function accessOf(host: string, { token, names }: Pick<PageOptions, "token" | "names">): AccessOptions {
  const hosts = [...loopbackNames, ...names.map((name) => name.toLowerCase())];
  if (isLoopback(host)) return { hosts, token };
  return { hosts: [...hosts, host.toLowerCase(), hostname().toLowerCase()], byAddress: true, token };
}
