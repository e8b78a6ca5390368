import type { Acquisition, ControlMessage, Image, MessageReaderOptions, Waveform } from "../../mrd/index.ts";
import type { ServerText } from "../../protocols/mrd1/index.ts";
import type { OpenLink } from "./link.ts";

/** Messages that carry data to a remote server and back. */
export type RemoteData = Acquisition | Waveform | Image;

/** What is sent to a server before the data. */
export interface ServerHandshake {
  readonly config: Extract<ControlMessage, { kind: "config-file" | "config-text" }>;
  readonly header: string;
  /** JSON, sent as TEXT after the header. */
  readonly parameters: string | undefined;
}

export interface ConversationOptions {
  readonly open: OpenLink;
  readonly handshake: ServerHandshake;
  /** Limits for the messages that the server sends. */
  readonly limits?: MessageReaderOptions;
  /** How long the server may do nothing while something is expected of it. */
  readonly idleMs: number;
  /** Entered while the server can't take more. */
  readonly gate: { enter(): void; leave(): void };
  /** Kinds that the server may send; another is an error. */
  readonly returns: readonly RemoteData["kind"][];
  onData(message: RemoteData): void;
  onText(level: ServerText["level"], text: string): void;
  /** Resolves when the consumer of the data can take more; `undefined` when it can now. */
  drained(): Promise<void> | undefined;
}
