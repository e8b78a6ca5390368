import { Observable, type OperatorFunction } from "rxjs";
import { Conversation } from "./conversation.ts";
import type { ConversationOptions, RemoteData } from "./conversation-options.ts";

/** The options of a conversation, except for those that the operator sets. */
export interface ThroughServerOptions extends Omit<ConversationOptions, "gate" | "onData"> {
  /** Limits what is queued for the server. */
  readonly credit: { open(limit: number): ConversationOptions["gate"] };
}

/**
 * Sends its input to a remote MRD server and emits what the server sends back. It completes when both have sent CLOSE.
 * The conversation starts and ends with the subscription.
 */
export function throughServer({ credit, ...options }: ThroughServerOptions): OperatorFunction<RemoteData, RemoteData> {
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
