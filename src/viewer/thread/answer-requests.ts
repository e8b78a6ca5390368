import type { MessagePort } from "node:worker_threads";
import type { Hono } from "hono";
import type { SentAnswer, SentRequest } from "./messages.ts";

/** Answers the requests that arrive at a port, for as long as it is open. */
export function answerRequests(app: Hono, port: MessagePort): void {
  port.on("message", (request: SentRequest) => {
    void answer(app, request).then((sent) => port.postMessage(sent, [sent.body]));
  });
}

async function answer(app: Hono, { id, method, path, contentType, body }: SentRequest): Promise<SentAnswer> {
  const headers = contentType === undefined ? {} : { "content-type": contentType };
  const response = await app.request(path, { method, headers, ...(body !== undefined && { body }) });
  return { id, status: response.status, headers: [...response.headers], body: await response.arrayBuffer() };
}
