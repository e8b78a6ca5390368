// Serves health and metrics over HTTP, and the page for browsers. The main thread is asked for what programs see, and
// says what happens to sessions.
import { parentPort, workerData } from "node:worker_threads";
import { addPage, liveHub } from "../app/serving/live-page.ts";
import type { FromHttpThread, HttpThreadData, Page, PagePath, ToHttpThread } from "../server/http/index.ts";
import { pages, servePages } from "../server/http/thread/index.ts";

const port = parentPort!;
const send = (message: FromHttpThread) => port.postMessage(message);
const { page, ...address } = workerData as HttpThreadData;

/** Who waits for a page that the main thread was asked for. */
const pending = new Map<PagePath, (page: Page) => void>();
const ask = (path: PagePath) =>
  new Promise<Page>((resolve) => {
    pending.set(path, resolve);
    send({ kind: "ask", path });
  });

const hub = page && liveHub(address.host, page, (watching) => send({ kind: "watching", watching }));

port.on("message", (message: ToHttpThread) => {
  if (message.kind === "page") pending.get(message.path)?.(message.page);
  else if (hub !== undefined && message.event.kind === "status") hub.status = message.event.status;
  else if (message.event.kind !== "status") hub?.receive(message.event);
});

try {
  const app = pages(ask);
  if (page !== undefined) addPage(app, address.host, page);
  const upgrade = hub?.upgrade.bind(hub);
  send({ kind: "listening", port: await servePages(app, address, upgrade) });
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  send({ kind: "failed", message, code });
  port.close();
}
