// Serves health and metrics over HTTP. The main thread is asked for each page once in a while.
import { parentPort, workerData } from "node:worker_threads";
import type { FromHttpThread, HttpAddress, Page, PagePath, ToHttpThread } from "../server/http/index.ts";
import { pages, servePages } from "../server/http/thread/index.ts";

const port = parentPort!;
const send = (message: FromHttpThread) => port.postMessage(message);

/** Who waits for a page that the main thread was asked for. */
const pending = new Map<PagePath, (page: Page) => void>();
port.on("message", ({ path, page }: ToHttpThread) => pending.get(path)?.(page));

const ask = (path: PagePath) =>
  new Promise<Page>((resolve) => {
    pending.set(path, resolve);
    send({ kind: "ask", path });
  });

try {
  send({ kind: "listening", port: await servePages(pages(ask), workerData as HttpAddress) });
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  send({ kind: "failed", message, code });
  port.close();
}
