import { once } from "node:events";
import { vi } from "vitest";
import WebSocket from "ws";
import type { LiveImageHeader, LiveMessage, WatchRequest } from "../../src/viewer/api/index.ts";

type Of<K extends LiveMessage["kind"]> = Extract<LiveMessage, { kind: K }>;

/** A socket of the live page, without a page. The caller must close it. */
export interface LiveSocket {
  readonly socket: WebSocket;
  readonly messages: readonly LiveMessage[];
  readonly images: readonly { readonly header: LiveImageHeader; readonly pixels: Buffer }[];
  watch(session: WatchRequest["watch"]): void;
  /** Messages of a kind so far. */
  of<K extends LiveMessage["kind"]>(kind: K): Of<K>[];
  /** Resolves when a message of a kind fits, with that message. */
  until<K extends LiveMessage["kind"]>(kind: K, fits?: (message: Of<K>) => boolean): Promise<Of<K>>;
}

/** @param port of the server's HTTP side */
export async function openLiveSocket(port: number, headers: Record<string, string> = {}): Promise<LiveSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, { headers });
  const messages: LiveMessage[] = [];
  const images: { header: LiveImageHeader; pixels: Buffer }[] = [];
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) return messages.push(JSON.parse(data.toString()) as LiveMessage);
    const start = 4 + data.readUInt32LE();
    return images.push({ header: JSON.parse(data.subarray(4, start).toString()), pixels: data.subarray(start) });
  });
  await once(socket, "open");
  const of = <K extends LiveMessage["kind"]>(kind: K) => messages.filter((each) => each.kind === kind) as Of<K>[];
  return {
    socket,
    messages,
    images,
    watch: (session) => socket.send(JSON.stringify({ watch: session } satisfies WatchRequest)),
    of,
    until: (kind, fits = () => true) =>
      vi.waitFor(() => {
        const found = of(kind).findLast(fits);
        if (found === undefined) throw new Error(`no message '${kind}' fits: ${JSON.stringify(of(kind).slice(-3))}`);
        return found;
      }, 20_000),
  };
}
