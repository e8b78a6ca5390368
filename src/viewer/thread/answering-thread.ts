import { Worker } from "node:worker_threads";
import { Hono } from "hono";
import { threadOptions } from "../../debugging/index.ts";
import { ViewerError } from "../errors.ts";
import type { SentAnswer, SentRequest } from "./messages.ts";

/** Time for one answer: reading a million headers takes some seconds. */
const ANSWER_MS = 60_000;

export interface AnsweringThreadOptions {
  /** Module of the thread: it passes its port to `answerRequests`. */
  readonly module: URL;
  readonly workerData: unknown;
  readonly answerMs?: number;
}

interface Waiting {
  resolve(answer: SentAnswer): void;
  reject(error: Error): void;
}

/**
 * A thread that answers requests, so that reading files and compiling chains does not delay others, such as health
 * checks. It starts with the first request. A thread that does not answer in time is ended, and another one started.
 */
export class AnsweringThread {
  readonly #options: AnsweringThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: AnsweringThreadOptions) {
    this.#options = options;
  }

  /** Routes that the thread answers. */
  get routes(): Hono {
    const app = new Hono();
    app.all("*", async (context) => {
      const { method } = context.req;
      const { pathname, search } = new URL(context.req.url);
      const { status, headers, body } = await this.#ask({
        method,
        path: pathname + search,
        contentType: context.req.header("content-type"),
        body: method === "GET" || method === "HEAD" ? undefined : await context.req.text(),
      });
      return new Response(body, { status, headers: headers as [string, string][] });
    });
    return app;
  }

  /** @throws ViewerError `not-available` */
  #ask(request: Omit<SentRequest, "id">): Promise<SentAnswer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#lastId += 1;
    const id = this.#lastId;
    const { answerMs = ANSWER_MS } = this.#options;
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#fail(worker, `there was no answer in ${answerMs / 1000} s`);
        void worker.terminate();
      }, answerMs).unref();
      const end = () => {
        clearTimeout(limit);
        this.#waiting.delete(id);
      };
      this.#waiting.set(id, {
        resolve: (answer) => {
          end();
          resolve(answer);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      });
      worker.postMessage({ id, ...request } satisfies SentRequest);
    });
  }

  #start(): Worker {
    const { module, workerData } = this.#options;
    const worker = new Worker(module, { ...threadOptions(), workerData });
    worker.unref();
    worker.on("message", (answer: SentAnswer) => this.#waiting.get(answer.id)?.resolve(answer));
    worker.on("error", ({ message }) => this.#fail(worker, message));
    worker.on("exit", () => this.#fail(worker, "it ended"));
    return worker;
  }

  #fail(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const message = `files and chains are not available: ${reason}. Try again`;
    for (const { reject } of [...this.#waiting.values()]) reject(new ViewerError("not-available", message));
  }
}
