import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { hasCommand } from "./peers.ts";

/** Why tests in Firefox must be skipped. */
export const noFirefox = hasCommand("firefox-esr") ? undefined : "firefox-esr is not installed";

const screenshots = new URL("../../screenshots/", import.meta.url).pathname;

interface Reply {
  readonly id?: number;
  readonly type: "success" | "error" | "event";
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly message?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/**
 * Debian's Firefox without a window, by WebDriver BiDi over its own socket. Playwright sends it commands that it does
 * not know.
 */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #replies = new Map<number, (reply: Reply) => void>();
  #lastId = 0;
  #context = "";
  /** Errors that pages logged, and requests to other servers than that of the page. */
  readonly problems: string[] = [];
  #origin = "";

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    [this.#process, this.#profile, this.#socket] = [process, profile, socket];
    socket.on("message", (data) => this.#received(JSON.parse(String(data)) as Reply));
  }

  /** The caller must close it. */
  static async launch(): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), "larmor-firefox-"));
    writeFileSync(join(profile, "user.js"), 'user_pref("datareporting.policy.dataSubmissionEnabled", false);\n');
    const args = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", profile, "about:blank"];
    const child = spawn("firefox-esr", args, {
      env: { ...process.env, HOME: profile },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let text = "";
    for await (const chunk of child.stderr) {
      text += String(chunk);
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(text)?.[1];
      if (address === undefined) continue;
      child.stderr.resume();
      const socket = new WebSocket(`${address}/session`);
      await once(socket, "open");
      const firefox = new Firefox(child, profile, socket);
      await firefox.#start();
      return firefox;
    }
    throw new Error(`firefox-esr ended: ${text}`);
  }

  /** Opens an address, in a window of 1280 × 800. */
  async open(address: string): Promise<void> {
    this.#origin = new URL(address).origin;
    await this.#send("browsingContext.setViewport", { context: this.#context, viewport: { width: 1280, height: 800 } });
    await this.#send("browsingContext.navigate", { context: this.#context, url: address, wait: "complete" });
  }

  /** The value of an expression in the page. A promise is awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const target = { context: this.#context };
    const { result, exceptionDetails } = (await this.#send("script.evaluate", {
      expression,
      target,
      awaitPromise: true,
    })) as { result?: { value?: unknown }; exceptionDetails?: { text: string } };
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result?.value;
  }

  /** Resolves when an expression is true in the page. */
  async until(expression: string): Promise<void> {
    await this.evaluate(`new Promise((resolve) => {
      const look = () => ((${expression}) ? resolve(true) : setTimeout(look, 50));
      look();
    })`);
  }

  /** Presses a key, or a special one by its code of WebDriver. */
  async press(value: string): Promise<void> {
    const actions = [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ];
    await this.#send("input.performActions", {
      context: this.#context,
      actions: [{ type: "key", id: "keyboard", actions }],
    });
  }

  /** Takes a picture of the page. */
  async screenshot(name: string): Promise<Buffer> {
    const { data } = (await this.#send("browsingContext.captureScreenshot", { context: this.#context })) as {
      data: string;
    };
    mkdirSync(screenshots, { recursive: true });
    const picture = Buffer.from(data, "base64");
    writeFileSync(join(screenshots, `${name}.png`), picture);
    return picture;
  }

  async close(): Promise<void> {
    const ended = once(this.#process, "exit");
    await this.#send("browser.close", {}).catch(() => this.#process.kill());
    await ended;
    this.#socket.terminate();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #start(): Promise<void> {
    await this.#send("session.new", { capabilities: {} });
    await this.#send("session.subscribe", { events: ["log.entryAdded", "network.beforeRequestSent"] });
    const { contexts } = (await this.#send("browsingContext.getTree", {})) as { contexts: { context: string }[] };
    this.#context = contexts[0]!.context;
  }

  async #send(method: string, params: unknown): Promise<Readonly<Record<string, unknown>>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const reply = new Promise<Reply>((resolve) => this.#replies.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { type, result, error, message } = await reply;
    if (type === "error") throw new Error(`${method}: ${error}: ${message}`);
    return result!;
  }

  #received({ id, method, params, ...reply }: Reply): void {
    if (id !== undefined) this.#replies.get(id)?.({ id, ...reply });
    if (method === "log.entryAdded" && params!.level === "error") this.problems.push(String(params!.text));
    if (method === "network.beforeRequestSent") {
      const { url } = params!.request as { url: string };
      if (!/^(about|data|blob):/.test(url) && !url.startsWith(`${this.#origin}/`))
        this.problems.push(`request to ${url}`);
    }
  }
}
