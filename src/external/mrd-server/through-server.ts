import { Observable, type OperatorFunction } from "rxjs";
import { Conversation, type ConversationOptions, type PeerData } from "./conversation.ts";

/** All of a conversation but what the operator does itself. */
export interface ThroughPeerOptions extends Omit<ConversationOptions, "gate" | "onData"> {
  /** Bounds what waits for the peer. */
  readonly credit: { open(limit: number): ConversationOptions["gate"] };
}

/**
 * Sends what comes to an MRD server, and goes on with what the server sends. It completes when both have said CLOSE. The
 * conversation begins with the subscription and ends with it.
 */
export function throughPeer({ credit, ...options }: ThroughPeerOptions): OperatorFunction<PeerData, PeerData> {
  return (source) =>
    new Observable((subscriber) => {
      const conversation = new Conversation({
        ...options,
        gate: credit.open(1),
        onData: (message) => subscriber.next(message),
      });
      subscriber.add(() => conversation.abort());
      conversation.run().then(
        () => subscriber.complete(),
        (error) => subscriber.error(error),
      );
      subscriber.add(
        source.subscribe({
          next: (message) => {
            // A throw here would be an uncaught exception.
            try {
              conversation.send(message);
            } catch (error) {
              subscriber.error(error);
            }
          },
          error: (error) => subscriber.error(error),
          complete: () => conversation.complete(),
        }),
      );
    });
}
