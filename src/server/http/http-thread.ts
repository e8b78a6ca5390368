import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { withResolvers } from "../../async/index.ts";
import { threadOptions } from "../../debugging/index.ts";
import type { Watching } from "../../viewer/live/index.ts";
import type { ForBrowsers, LiveForwarder } from "./live-forwarder.ts";
import type { Page, PagePath } from "./page.ts";

/** Where the pages are served. */
export interface HttpAddress {
  readonly host: string;
  readonly port: number;
}

/** Who may open the page for browsers. */
export interface PageOptions {
  /** What browsers must present; `undefined`: nothing. */
  readonly token: string | undefined;
  /** Whether the server chose the token, and must log it. */
  readonly ownToken: boolean;
  /** Further names under which they request it, such as that of a reverse proxy. */
  readonly names: readonly string[];
  /** Files and chains that it shows, as plain data for the module of the thread. */
  readonly contents?: unknown;
}

/** What the thread gets as `workerData`. */
export interface HttpThreadData extends HttpAddress {
  /** `undefined`: the page is not served. */
  readonly page: PageOptions | undefined;
}

/** What the thread sends: the port where it listens, why it can't, a request for a page, or what browsers watch. */
export type FromHttpThread =
  | { readonly kind: "watching"; readonly watching: Watching }
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly message: string; readonly code: string | undefined }
  | { readonly kind: "ask"; readonly path: PagePath };

/** What the thread receives: a page that it has asked for, or what happens to sessions. */
export type ToHttpThread =
  | { readonly kind: "page"; readonly path: PagePath; readonly page: Page }
  | { readonly kind: "browsers"; readonly event: ForBrowsers };

/** Pause before a thread that has ended is started again. */
const RESTART_MS = 1000;

export interface HttpThreadOptions extends HttpThreadData {
  /** Module of the thread: it gets {@link HttpThreadData} as `workerData`. */
  readonly module: URL;
  readonly log: Logger;
  render(path: PagePath): Promise<Page>;
  /** What happens to sessions, if the page is served. */
  readonly live: LiveForwarder | undefined;
}

/**
 * Serves pages from a thread of its own: however many requests there are, the main thread, which accepts MRD clients,
 * only renders each page once in a while.
 * @returns the port, which the system chooses if it is 0
 * @throws Error with code EADDRINUSE or EACCES if the address can't be used
 */
export function startHttpThread(options: HttpThreadOptions): Promise<number> {
  const { module, host, port, page, log, render, live } = options;
  const listening = withResolvers<number>();
  let actualPort = port;
  let hasStarted = false;
  const worker = new Worker(module, { ...threadOptions(), workerData: { host, port, page } satisfies HttpThreadData });
  const post = (message: ToHttpThread) => worker.postMessage(message);
  worker.on("message", (message: FromHttpThread) => {
    if (message.kind === "watching" && live !== undefined) live.watching = message.watching;
    else if (message.kind === "ask") {
      const { path } = message;
      void render(path).then((rendered) => post({ kind: "page", path, page: rendered }));
    } else if (message.kind === "listening") {
      hasStarted = true;
      actualPort = message.port;
      worker.unref(); // not earlier: nothing else keeps the process running while it starts
      live?.connect((event) => post({ kind: "browsers", event }));
      listening.resolve(message.port);
    } else if (message.kind === "failed")
      listening.reject(Object.assign(new Error(message.message), { code: message.code }));
  });
  worker.on("error", (error) => {
    listening.reject(error);
    log.error(`the thread for health and metrics failed: ${error.message}`);
  });
  worker.once("exit", () => {
    if (!hasStarted) return;
    live?.disconnect();
    log.error("the thread for health and metrics ended; it is started again");
    const restart = () =>
      startHttpThread({ ...options, port: actualPort }).catch(({ message }: Error) =>
        log.error(`health and metrics are not served any more: ${message}`),
      );
    setTimeout(() => void restart(), RESTART_MS).unref();
  });
  return listening.promise;
}
