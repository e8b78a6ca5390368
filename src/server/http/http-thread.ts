import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { withResolvers } from "../../async/index.ts";
import { threadOptions } from "../../debugging/index.ts";
import type { Page, PagePath } from "./page.ts";

/** Where the pages are served. */
export interface HttpAddress {
  readonly host: string;
  readonly port: number;
}

/** What the thread sends: the port where it listens, why it can't, or a request for a page. */
export type FromHttpThread =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly message: string; readonly code: string | undefined }
  | { readonly kind: "ask"; readonly path: PagePath };

/** What the thread receives: a page that it has asked for. */
export interface ToHttpThread {
  readonly path: PagePath;
  readonly page: Page;
}

/** Pause before a thread that has ended is started again. */
const RESTART_MS = 1000;

export interface HttpThreadOptions extends HttpAddress {
  /** Module of the thread: it gets an {@link HttpAddress} as `workerData`. */
  readonly module: URL;
  readonly log: Logger;
  render(path: PagePath): Promise<Page>;
}

/**
 * Serves pages from a thread of its own: however many requests there are, the main thread, which accepts MRD clients,
 * only renders each page once in a while.
 * @returns the port, which the system chooses if it is 0
 * @throws Error with code EADDRINUSE or EACCES if the address can't be used
 */
export function startHttpThread(options: HttpThreadOptions): Promise<number> {
  const { module, host, port, log, render } = options;
  const listening = withResolvers<number>();
  let actualPort = port;
  let hasStarted = false;
  const worker = new Worker(module, { ...threadOptions(), workerData: { host, port } satisfies HttpAddress });
  worker.on("message", (message: FromHttpThread) => {
    if (message.kind === "ask") {
      const { path } = message;
      void render(path).then((page) => worker.postMessage({ path, page } satisfies ToHttpThread));
    } else if (message.kind === "listening") {
      hasStarted = true;
      actualPort = message.port;
      worker.unref(); // not earlier: nothing else keeps the process running while it starts
      listening.resolve(message.port);
    } else listening.reject(Object.assign(new Error(message.message), { code: message.code }));
  });
  worker.on("error", (error) => {
    listening.reject(error);
    log.error(`the thread for health and metrics failed: ${error.message}`);
  });
  worker.once("exit", () => {
    if (!hasStarted) return;
    log.error("the thread for health and metrics ended; it is started again");
    const restart = () =>
      startHttpThread({ ...options, port: actualPort }).catch(({ message }: Error) =>
        log.error(`health and metrics are not served any more: ${message}`),
      );
    setTimeout(() => void restart(), RESTART_MS).unref();
  });
  return listening.promise;
}
