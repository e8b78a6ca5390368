import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Logger } from "pino";
import type { ClientRights } from "../chain/index.ts";
import { InputSocket } from "../protocols/mrd1/index.ts";
import { runSession } from "../session/index.ts";
import { chainLibrary, noiseStore, workerPool } from "./composition.ts";
import { version } from "./package-root.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";

export interface OwnSessionOptions extends AuthorFolders {
  readonly defaultConfig?: string;
  readonly clientSteps: ClientRights;
  readonly savedataFolder: string;
  readonly noiseFolder: string;
  readonly noiseMaxAge: number;
  readonly threads: number;
}

/** A server for one session in this process, so that errors can be examined with a debugger. */
export interface OwnSession {
  readonly port: number;
  /** Resolves when the session has ended; does not wait for a client that never connected. */
  close(): Promise<void>;
}

/**
 * Serves the first client that connects to a free port of this machine.
 * @param log of the session; it includes what is reported to the client
 */
export async function ownSession(options: OwnSessionOptions, log: Logger): Promise<OwnSession> {
  const pool = workerPool(options.threads);
  const noise = noiseStore({ folder: options.noiseFolder, maxAgeHours: options.noiseMaxAge });
  let session: Promise<unknown> | undefined;
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    server.close();
    session = runSession(InputSocket.over(socket), {
      session: 1,
      library: chainLibrary(options),
      defaultConfig: options.defaultConfig,
      clientRights: options.clientSteps,
      saving: { folder: options.savedataFolder, always: false, nameByProtocol: false },
      recordFolder: undefined,
      pool,
      noise,
      version,
      log,
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      await session;
      await pool.close();
    },
  };
}
