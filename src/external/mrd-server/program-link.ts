import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describeEnd, type Program, Workplace } from "../../processes/index.ts";
import { openSocket } from "../../protocols/mrd1/index.ts";
import { PeerError } from "./errors.ts";
import type { OpenLink, RemoteLink } from "./link.ts";
import { StandardStreams } from "./standard-streams.ts";

/** In a command, stands for the port that the program has to listen on. */
export const PORT_PLACE = "{port}";

const HOST = "127.0.0.1";
const RETRY_PAUSE_MS = 100;
/** How long a program whose stream has ended may take to exit, before it counts as still running. */
const EXIT_WAIT_MS = 500;

export interface ProgramLinkOptions {
  /** How long the program may take until it listens. */
  readonly timeoutMs: number;
  /** Called with each line that the program prints. */
  onLine(line: string): void;
}

/**
 * A link to a program that is started for it. With `{port}` in its arguments the program is a server, which has to
 * listen on that port of 127.0.0.1. Without, it exchanges MRD messages over its standard input and output.
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
      const socket = await connectWhenListening(name, port, program, timeoutMs, signal);
      return link(name, socket, false, program, workplace);
    } catch (error) {
      workplace.close();
      throw error;
    }
  };
}

function link(
  name: string,
  stream: RemoteLink["stream"],
  mayEnd: boolean,
  program: Program,
  workplace: Workplace,
): RemoteLink {
  return {
    name,
    stream,
    mayEnd,
    exitDescription: () => endOf(program, EXIT_WAIT_MS),
    close: (done) => {
      stream.destroy();
      workplace.close({ patiently: done });
    },
  };
}

/**
 * Retries until the program listens. The first connection that succeeds is used: some programs do not serve a second.
 */
async function connectWhenListening(
  name: string,
  port: number,
  program: Program,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await openSocket({ host: HOST, port }, signal);
    } catch (cause) {
      signal.throwIfAborted();
      const end = await endOf(program, RETRY_PAUSE_MS);
      if (end !== undefined) throw new PeerError("died", `${name} ${end}`, { cause });
      if (performance.now() < deadline) continue;
      const what = `${name} does not listen on ${HOST}:${port} within ${timeoutMs / 1000} s`;
      const words = program.lastLines === "" ? "" : `; its last lines:\n${program.lastLines}`;
      throw new PeerError("unreachable", `${what}; is its port ${PORT_PLACE}?${words}`, { cause });
    }
  }
}

async function endOf(program: Program, withinMs: number): Promise<string | undefined> {
  const exit = await Promise.race([program.ended, pause(withinMs, undefined)]);
  return exit && describeEnd(exit, program.lastLines);
}

/** A port that is free now. Another program may take it first, but no other way works with third-party programs. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
