import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describeEnd, type Program, Workplace } from "../../processes/index.ts";
import { PeerError } from "./errors.ts";
import type { OpenLink, PeerLink } from "./link.ts";
import { open } from "./server-link.ts";
import { StandardStreams } from "./standard-streams.ts";

/** What stands in a command for the port that the program is to listen on. */
export const PORT_PLACE = "{port}";

const HOST = "127.0.0.1";
const RETRY_PAUSE_MS = 100;
/** How long a program whose stream has ended may take to end itself, before it is said to be still running. */
const OBITUARY_MS = 500;

export interface ProgramLinkOptions {
  /** How long the program may take until it listens. */
  readonly timeoutMs: number;
  /** Gets each line that the program says. */
  onLine(line: string): void;
}

/**
 * A way to a program that is started for it. With `{port}` in its arguments it is a server, which has to listen on that port
 * of 127.0.0.1; without, it speaks MRD on its standard input and output.
 * @returns throws ProgramError for a program that can't be started, PeerError `died`, `unreachable`
 */
export function programLink(command: readonly string[], { timeoutMs, onLine }: ProgramLinkOptions): OpenLink {
  const name = `the program '${command[0]}'`;
  const listens = command.some((word) => word.includes(PORT_PLACE));
  return async (signal) => {
    const workplace = await Workplace.open();
    try {
      if (!listens) {
        const program = await workplace.start(command, { piped: true, onLine });
        const stream = new StandardStreams(program.input, program.output);
        return link(name, stream, true, program, workplace);
      }
      const port = await freePort();
      const words = command.map((word) => word.replaceAll(PORT_PLACE, String(port)));
      const program = await workplace.start(words, { onLine });
      const socket = await patiently(name, port, program, timeoutMs, signal);
      return link(name, socket, false, program, workplace);
    } catch (error) {
      workplace.close();
      throw error;
    }
  };
}

function link(
  name: string,
  stream: PeerLink["stream"],
  mayEnd: boolean,
  program: Program,
  workplace: Workplace,
): PeerLink {
  return {
    name,
    stream,
    mayEnd,
    obituary: () => endOf(program, OBITUARY_MS),
    close: (done) => {
      stream.destroy();
      workplace.close({ patiently: done });
    },
  };
}

/** Tries until the program listens. The first connection that succeeds is the one: some programs serve no second. */
async function patiently(
  name: string,
  port: number,
  program: Program,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await open({ host: HOST, port }, signal);
    } catch (cause) {
      signal.throwIfAborted();
      const end = await endOf(program, RETRY_PAUSE_MS);
      if (end !== undefined) throw new PeerError("died", `${name} ${end}`, { cause });
      if (performance.now() < deadline) continue;
      const what = `${name} does not listen on ${HOST}:${port} within ${timeoutMs / 1000} s`;
      const words = program.lastWords === "" ? "" : `; its last lines:\n${program.lastWords}`;
      throw new PeerError("unreachable", `${what}; is its port ${PORT_PLACE}?${words}`, { cause });
    }
  }
}

async function endOf(program: Program, withinMs: number): Promise<string | undefined> {
  const exit = await Promise.race([program.ended, pause(withinMs, undefined)]);
  return exit && describeEnd(exit, program.lastWords);
}

/** A port that nobody listens on now; the program has to be quick, but no other way works with foreign programs. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
