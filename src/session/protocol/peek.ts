import { withResolvers } from "../../async/index.ts";
import type { ChainLibrary, ClientRights } from "../../chain/index.ts";
import { MessageReader, type WireMessage } from "../../mrd/index.ts";
import type { InputSocket } from "../../protocols/mrd1/index.ts";
import { chooseChain } from "./choose-chain.ts";
import { clientParametersOf, readHandshake } from "./handshake.ts";
import type { SessionLimits } from "./limits.ts";

/** How long a client may take for each part; another process then goes on, with the limits of a session. */
const PATIENCE_MS = 10_000;

/** What a client is about to run depends on it. */
export interface PeekOptions {
  readonly library: ChainLibrary;
  readonly defaultConfig: string | undefined;
  readonly clientRights?: ClientRights | undefined;
  readonly limits?: SessionLimits;
}

/**
 * Compiles the chain that a client requests before its session begins, so that its gadgets are known. Nothing is sent,
 * and all that was read can be read again.
 * @returns false if the client waits before it says which chain it wants, for an answer or for something else
 */
export async function peek(socket: InputSocket, options: PeekOptions): Promise<boolean> {
  const reader = new MessageReader(options.limits);
  const chunks = socket.chunks();
  const read: Buffer[] = [];
  let messages: Iterator<WireMessage> | undefined;
  let isWaiting = false;
  const next = async (): Promise<WireMessage | undefined> => {
    for (;;) {
      const parsed = messages?.next();
      if (parsed !== undefined && !parsed.done) {
        isWaiting = parsed.value.kind === "query";
        return isWaiting || parsed.value.kind === "close" ? undefined : parsed.value;
      }
      const chunk = await withinPatience(chunks.next());
      isWaiting = chunk === undefined;
      if (chunk === undefined || chunk.done) return undefined;
      const { value } = chunk;
      read.push(Buffer.from(value)); // it is overwritten by the next one
      messages = reader.push(read.at(-1)!);
    }
  };
  try {
    const handshake = await readHandshake(next);
    if (handshake !== undefined && !isWaiting) {
      const overriding = "header" in handshake ? clientParametersOf(handshake).config : undefined;
      const { library, defaultConfig, clientRights } = options;
      await chooseChain(handshake.config, overriding, library, defaultConfig, clientRights, () => {});
    }
  } catch {
    // The session finds the same error, and reports it.
  }
  socket.unread(Buffer.concat(read));
  return !isWaiting;
}

/** @returns `undefined` after {@link PATIENCE_MS} */
async function withinPatience<T>(promise: Promise<T>): Promise<T | undefined> {
  promise.catch(() => {}); // it may be rejected later, when the connection is given away
  const { promise: late, resolve } = withResolvers<undefined>();
  const timer = setTimeout(resolve, PATIENCE_MS, undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
