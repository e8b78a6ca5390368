import type { Duplex } from "node:stream";
import type { Acquisition, DicomInstance, Image, Waveform } from "../mrd/index.ts";
import { Connection, IdleError } from "../protocols/mrd1/index.ts";
import { ClientError } from "./errors.ts";

/** Numbers of messages and bytes. */
export interface Transfer {
  acquisitions: number;
  waveforms: number;
  images: number;
  bytes: number;
}

export interface ConversationHandlers {
  /** An image, also as a DICOM file, a readout or a waveform that the server sent. While a promise is pending, nothing more is read. */
  onData(message: Acquisition | Waveform | Image | DicomInstance): Promise<void> | undefined;
  /** A line that the server sent as a message of this kind, without its trailing line end. */
  onText(text: string, kind: "text" | "error"): void;
  /**
   * How long the server may neither send nor accept a byte; 0, the default: forever. After that, the conversation fails
   * with `silent`.
   */
  readonly timeoutSeconds?: number;
  /** Bytes from the server, before they are parsed; valid during the call. */
  onBytes?(bytes: Uint8Array): void;
}

/** What a server has sent. */
export interface Received {
  readonly received: Readonly<Transfer>;
  /** Whether the server ended with CLOSE, as it should. */
  readonly closed: boolean;
}

/**
 * Sends and receives concurrently. An error on one side ends the other and the connection.
 * @param stream half-open capable; owned by the conversation from now on
 * @param send sends the messages; it should return early once `isOver`, because the server has closed or something
 * failed
 * @throws MrdError if what the server sends is not MRD; ClientError `silent`; network errors; what `send` or the
 * handlers throw
 */
export async function converse(
  stream: Duplex,
  send: (connection: Connection, isOver: () => boolean) => Promise<void>,
  handlers: ConversationHandlers,
): Promise<Received> {
  const { timeoutSeconds = 0 } = handlers;
  const connection = new Connection(stream, { idleSeconds: timeoutSeconds });
  if (handlers.onBytes !== undefined) connection.tap = { received: (chunk) => handlers.onBytes!(chunk), sent() {} };
  const received: Transfer = { acquisitions: 0, waveforms: 0, images: 0, bytes: 0 };
  let over = false;
  let closed = false;

  const receive = async () => {
    for await (const batch of connection.batches()) {
      for (const message of batch) {
        switch (message.kind) {
          case "acquisition":
          case "waveform":
          case "image":
            received[`${message.kind}s`] += 1;
            await handlers.onData(message);
            break;
          case "dicom":
            received.images += 1;
            await handlers.onData(message);
            break;
          case "text":
          case "error":
            handlers.onText(message.text.trimEnd(), message.kind);
            break;
          case "close":
            closed = true;
            return;
          default: // a response without a query
        }
      }
    }
  };

  let failure: { readonly error: unknown } | undefined;
  // The other side may wait for a server that has stopped.
  const fail = (error: unknown) => {
    failure ??= { error: error instanceof IdleError ? tooSilent(timeoutSeconds, error) : error };
    over = true;
    stream.destroy();
  };
  const receiving = receive().then(() => {
    over = true;
    return connection.end();
  });
  await Promise.all([receiving.catch(fail), send(connection, () => over).catch(fail)]);
  if (failure !== undefined) throw failure.error;
  received.bytes = connection.bytesRead;
  return { received, closed };
}

function tooSilent(seconds: number, cause: IdleError): ClientError {
  const message = `the server has neither sent nor accepted data for ${seconds} s, the limit of --timeout`;
  return new ClientError("silent", message, { cause });
}
