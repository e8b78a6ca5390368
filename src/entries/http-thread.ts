// Serves health and metrics over HTTP, and the page for browsers. The main thread is asked for what they show.
import { parentPort, workerData } from "node:worker_threads";
import { addPage } from "../app/serving/live-page.ts";
import type { FromHttpThread, HttpThreadData, Page, PagePath, ToHttpThread } from "../server/http/index.ts";
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

const { page, ...address } = workerData as HttpThreadData;
try {
  const app = pages(ask);
  if (page !== undefined) addPage(app, address.host, page);
  send({ kind: "listening", port: await servePages(app, address) });
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  send({ kind: "failed", message, code });
  port.close();
}
