import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { type RunningServer, serve } from "../support/cli.ts";
import { oneImage, onlyImage, received } from "../support/converse.ts";
import { isRunning } from "../support/processes.ts";
import type { FuzzCase } from "./fuzz-case.ts";
import { problemsOfAnswer, problemsOfLog } from "./judge.ts";
import { play } from "./play.ts";
import { fuzzLimits } from "./run-case.ts";

/** Seconds in which a client must be answered, including the start of a process. */
const MOST_SECONDS = 120;

/** A log line of the server about a session. */
interface SessionLine {
  readonly session?: number;
  readonly msg: string;
  readonly handedTo?: number;
}

/**
 * A real server for cases. They run one after the other, since its log identifies sessions by their number only.
 * Another client is connected all the time, in the middle of its measurement, and must get its image at the end. While
 * it is connected, the server starts processes for other clients on demand, without warm-up, which takes half the time.
 */
export class FuzzedServer {
  readonly #server: RunningServer;
  /** Log lines since the start of the last case. */
  #lines: string[] = [];
  readonly #bystander: Socket;
  readonly #rest: readonly Uint8Array[];

  private constructor(server: RunningServer) {
    this.#server = server;
    createInterface({ input: server.process.stdout! }).on("line", (line) => void this.#lines.push(line));
    const measurement = oneImage();
    this.#bystander = this.#connect();
    for (const piece of measurement.slice(0, 5)) this.#bystander.write(piece);
    this.#rest = measurement.slice(5);
  }

  /** @param folder where sessions save incoming data */
  static async start(folder: string): Promise<FuzzedServer> {
    const { maxMessageBytes, maxTextBytes } = fuzzLimits;
    const limits = ["--max-message", `${maxMessageBytes}`, "--max-text", `${maxTextBytes}`, "--session-memory", "1000"];
    const saving = ["-s", "-S", folder, "--noise-folder", `${folder}/noise`];
    const server = await serve("-v", "--threads", "1", "--max-sessions", "4", ...saving, ...limits);
    const fuzzed = new FuzzedServer(server);
    await server.logged(/"connection accepted"/);
    return fuzzed;
  }

  get pid(): number {
    return this.#server.process.pid!;
  }

  #connect(): Socket {
    const socket = connect({ port: this.#server.port, host: "127.0.0.1", allowHalfOpen: true });
    return socket.on("error", () => {}); // a dead server is detected elsewhere
  }

  /**
   * @param outlive seconds by which the session may occupy its process after its end
   * @returns the problems
   */
  async run(fuzz: FuzzCase, outlive: number): Promise<string[]> {
    this.#lines = [];
    const socket = this.#connect();
    try {
      return await this.#alive(this.#run(fuzz, socket, outlive));
    } catch (error) {
      return [(error as Error).message];
    } finally {
      socket.destroy();
    }
  }

  async #run(fuzz: FuzzCase, socket: Socket, outlive: number): Promise<string[]> {
    await once(socket, "connect");
    const answer = await play(fuzz, socket, () => socket.resetAndDestroy());
    socket.destroy();
    const left = performance.now();
    const entry = await this.#logged(
      /"connection accepted"|"queued client disconnected"|"the client disconnected before its config"/,
    );
    const { session, handedTo } = JSON.parse(entry) as SessionLine;
    if (handedTo === undefined) return []; // it disconnected before there was a process for it
    const startedAt = Math.max(left, performance.now());
    const isFreed = () => this.#lines.some((line) => line.includes(`"session":${session},"freed"`));
    while (isRunning(handedTo) && !isFreed()) {
      if (performance.now() - startedAt > 1000 * outlive)
        return [`session ${session} is there ${outlive} s after its end`];
      await pause(5);
    }
    // The last log lines of a process may arrive after its end.
    await this.#logged(new RegExp(`"session":${session},.*"outcome"`));
    const own = this.#lines.filter((line) => line.includes(`"session":${session},`));
    const deaths = own.filter((line) => line.includes('"exitCode"'));
    return [...deaths, ...(fuzz.leaving === "ends" ? problemsOfAnswer(answer) : []), ...problemsOfLog(own)];
  }

  async #logged(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.#lines.find((text) => pattern.test(text));
      if (line !== undefined) return line;
      await pause(5);
    }
  }

  /** The result of `work`; rejects if the server dies or the work takes too long. */
  async #alive<T>(work: Promise<T>): Promise<T> {
    const { process: child } = this.#server;
    const over = new AbortController();
    const { signal } = over;
    const dead = async () => {
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit", { signal });
      throw new Error(`the server is dead (${child.signalCode ?? `exit code ${child.exitCode}`})`);
    };
    const late = async () => {
      await pause(1000 * MOST_SECONDS, undefined, { signal });
      throw new Error(`it was not over after ${MOST_SECONDS} s`);
    };
    const ends = [dead(), late()];
    for (const end of ends) end.catch(() => {});
    try {
      return await Promise.race([work, ...ends]);
    } finally {
      over.abort();
    }
  }

  /**
   * Completes the other client's measurement, and ends the server.
   * @returns the problems
   */
  async end(): Promise<string[]> {
    const { process: child } = this.#server;
    try {
      for (const piece of this.#rest) this.#bystander.write(piece);
      this.#bystander.end();
      const answer = await this.#alive(received(this.#bystander));
      onlyImage(answer.filter((message) => message.kind !== "text" || !message.text.startsWith("INFO")));
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      const [code] = await this.#alive(exited);
      return code === 0 ? [] : [`the server ended with exit code ${code}`];
    } catch (error) {
      return [`at the end: ${(error as Error).message}`];
    } finally {
      child.kill("SIGKILL");
    }
  }
}
