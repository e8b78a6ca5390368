import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import type { Logger } from "pino";
import { ChainLibrary, type GadgetRegistry } from "../../chain/index.ts";
import { sharedMemory } from "../../gadget-api/services/index.ts";
import { InputMemory } from "../../memory/index.ts";
import { InputSocket } from "../../protocols/mrd1/index.ts";
import type {
  BrowserWatch,
  ClientWatchAnswer,
  ClientWatchMessage,
  ProcessMessage,
  SessionHandover,
} from "../../server/index.ts";
import { peek, runSession, type SessionOptions, warmUp } from "../../session/index.ts";
import { chainLibrary, installedGadgets, noiseStore, workerPool } from "../composition.ts";
import { LogLines } from "../logging/log-lines.ts";
import { createLogger } from "../logging/logging.ts";
import { version } from "../package-root.ts";
import { sessionLimits } from "../settings/limits.ts";
import { currentLeftovers, leftoversSince } from "./leftovers.ts";
import { LiveReports } from "./live-reports.ts";
import { forgetPeakMemory, prepareMemory, returnGarbage, tidyMemory } from "./process-memory.ts";
import { ProcessGuard } from "./session-guard.ts";
import { SessionReports } from "./session-reports.ts";
import type { SessionSettings } from "./session-settings.ts";

/**
 * After so long without a client, a process that has served warms up again: V8 discards code that refers to objects of a
 * session when these are garbage-collected, and the next image would wait until it is compiled again.
 */
const REST_MS = 500;

/**
 * Serves the clients that the supervisor gives to this process, one after the other. It ends after a session that may
 * have left something in it: one that failed, that loaded third-party gadgets, or that may have started programs.
 */
export class SessionHost {
  readonly #settings: SessionSettings;
  readonly #options: Omit<SessionOptions, "session">;
  readonly #gadgets: ReturnType<typeof installedGadgets>;
  /** The worker threads keep what they share until they end, so it serves all sessions. */
  readonly #input: InputMemory;
  /** Aborts when the supervisor has no use any more for what this process does. */
  #abort: AbortController | undefined;
  #warmedUp: Promise<unknown> = Promise.resolve();
  #sessions = 0;
  #rest: NodeJS.Timeout | undefined;
  readonly #logLines: LogLines | undefined;
  #live: LiveReports | undefined;
  #isWatched = false;

  private constructor(settings: SessionSettings, log: Logger, logLines: LogLines | undefined) {
    this.#settings = settings;
    this.#logLines = logLines;
    this.#gadgets = installedGadgets(settings.authors);
    this.#options = {
      library: chainLibrary(settings.authors, this.#gadgets),
      defaultConfig: settings.defaultConfig,
      clientRights: settings.clientRights,
      saving: settings.saving,
      recordFolder: settings.recordFolder,
      tapFolder: settings.tapFolder,
      trace: settings.trace ?? false,
      pool: workerPool(settings.threads),
      noise: noiseStore(settings.noise),
      limits: sessionLimits(settings.limits),
      onHeader: (header) => prepareMemory(header),
      version,
      log,
    };
    this.#input = new InputMemory(this.#options.pool.allocate);
  }

  /** Gets ready, and warms up until the first client comes. */
  static async start(settings: SessionSettings): Promise<void> {
    const logLines = settings.live === true ? new LogLines() : undefined;
    const log = await createLogger({ ...settings.logging, patient: true }, logLines);
    await new SessionHost(settings, log, logLines).#start();
  }

  async #start(): Promise<void> {
    process.on(
      "message",
      (message: SessionHandover | ClientWatchMessage | BrowserWatch, socket: Socket | undefined) => {
        if (message === "watched" || message === "unwatched") this.#watch(message === "watched");
        else if (message === "client-disconnected") this.#abort?.abort();
        else if (message === "are-you-alive") say("alive");
        else if (socket === undefined)
          leave(); // the client disconnected before the socket was received
        // Without delay: what a socket reads before it is taken over would be lost.
        else void this.#take(message, this.#over(socket, Buffer.from(message.firstBytes, "base64")));
      },
    );
    process.once("disconnect", leave);
    if (!process.connected) leave(); // the supervisor ended while this process was starting
    say("ready");
    this.#warmedUp = this.#warmUpTwice();
    await this.#warmedUp;
    say("warm");
  }

  /** Reads into memory that the worker threads can share, so that they process readouts where they are received. */
  #over(socket: Socket, firstBytes: Uint8Array): Socket {
    return InputSocket.over(socket, firstBytes, this.#input);
  }

  /**
   * Between two warm-ups, the garbage of the first is collected, which would add to the memory of the first session. V8
   * also discards code then, which the second compiles again, and more of it than the first.
   */
  async #warmUpTwice(): Promise<void> {
    await this.#warmUp();
    if (!this.#abort!.signal.aborted) await returnGarbage(this.#options.pool);
    if (!this.#abort!.signal.aborted) await this.#warmUp();
  }

  /** With built-in chains: third-party chains of the same name may start programs or save data. */
  async #warmUp(): Promise<void> {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    await this.#gadgets.warm(signal);
    const library = chainLibrary({ ...this.#settings.authors, pipelines: [] }, this.#gadgets);
    await warmUp({ ...this.#options, library, disconnected: signal });
  }

  /** Browsers begin to watch the session of this process, or end. */
  #watch(isWatched: boolean): void {
    this.#isWatched = isWatched;
    if (this.#live !== undefined) this.#live.isWatched = isWatched;
  }

  async #take(handover: SessionHandover, socket: Socket): Promise<void> {
    this.#watch(false); // of an earlier session
    process.off("disconnect", leave); // the session goes on even if the supervisor ends
    // A socket received from another process would otherwise close its side together with the client's.
    socket.allowHalfOpen = true;
    clearTimeout(this.#rest);
    this.#abort?.abort();
    await this.#warmedUp;
    this.#abort = new AbortController();
    this.#gadgets.refresh();
    if (this.#sessions > 0 && this.#gadgets.authors().length > 0 && !(await this.#mayServe(socket))) {
      this.#return(socket, handover);
      return;
    }
    this.#sessions += 1;
    await this.#serve(handover, socket);
    process.once("disconnect", leave);
    if (!process.connected) leave();
    say("served");
    this.#rest = setTimeout(() => {
      this.#warmedUp = this.#warmUp();
    }, REST_MS).unref();
  }

  /** Serves a client; ends the process if the session may have left something in it. */
  async #serve({ session, exitReport }: SessionHandover, socket: Socket): Promise<void> {
    const before = currentLeftovers();
    if (this.#sessions > 1) forgetPeakMemory();
    const log = this.#options.log.child({ session });
    const guard = new ProcessGuard({ hangSeconds: this.#settings.limits.hangSeconds, exitReport }, log);
    if (this.#gadgets.authors().length > 0) guard.startThread();
    const observer = this.#observe();
    const own = { session, guard, observer, disconnected: this.#abort!.signal, log };
    const outcome = await runSession(socket, { ...this.#options, ...own });
    await observer?.sent;
    this.#live = undefined;
    const isSpent = this.#sessions >= this.#settings.sessionsPerProcess;
    if (isSpent || !outcome.succeeded || outcome.external || this.#gadgets.hasLoadedAny) process.exit(0);
    // Handles close, and promises that nobody waits for are rejected, in the following turns.
    for (let i = 0; i < 2; i += 1) await turn();
    await guard.remove();
    sharedMemory(this.#options.pool).clear();
    const left = [...leftoversSince(before), ...(guard.hasCaught ? ["an uncaught exception"] : [])];
    const { megabytes, isTooMuch } = await tidyMemory(this.#options.pool);
    if (left.length === 0 && !isTooMuch) return;
    log.debug({ left, megabytes }, "the process ends with this session");
    process.exit(0);
  }

  /** Reports of a session that starts; `undefined` if the server wants none. */
  #observe(): SessionReports | undefined {
    if (this.#settings.reports !== true) return undefined;
    if (this.#logLines === undefined) return new SessionReports();
    this.#logLines.take(); // of an earlier session
    this.#live = new LiveReports({ showPatient: this.#settings.showPatient === true, log: this.#logLines });
    this.#live.isWatched = this.#isWatched;
    return new SessionReports(this.#live);
  }

  /** Whether this process may serve a client although it has served others: without third-party gadgets. */
  async #mayServe(socket: Socket): Promise<boolean> {
    if (!(socket instanceof InputSocket)) return false;
    let isThirdParty = false;
    const builtInOnly: GadgetRegistry = {
      names: this.#gadgets.names,
      fingerprint: (name) => this.#gadgets.fingerprint(name),
      load: (name) => {
        isThirdParty ||= this.#gadgets.fingerprint(name) !== undefined;
        return isThirdParty ? Promise.reject(new Error("not in this process")) : this.#gadgets.load(name);
      },
    };
    const library = new ChainLibrary(this.#options.library.folders, builtInOnly);
    const lose = () => socket.destroy(); // the session reports it
    this.#abort!.signal.addEventListener("abort", lose);
    const isComplete = await peek(socket, { ...this.#options, library });
    this.#abort!.signal.removeEventListener("abort", lose);
    return isComplete && !isThirdParty;
  }

  /** Gives a client back to the supervisor, with what was read from it. */
  #return(socket: Socket, { firstBytes }: SessionHandover): void {
    const returned = socket instanceof InputSocket ? Buffer.from(socket.release()).toString("base64") : firstBytes;
    socket.destroy(); // closes the connection here, but not in the supervisor
    say({ returned });
    process.once("disconnect", leave);
    if (!process.connected) leave();
  }
}

function say(message: ProcessMessage | ClientWatchAnswer): void {
  if (process.connected) process.send!(message, () => {}); // the supervisor may have ended
}

function leave(): never {
  process.exit(0);
}
