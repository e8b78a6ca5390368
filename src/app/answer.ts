import { createHash } from "node:crypto";
import { MessageReader, serialize, type WireMessage } from "../mrd/index.ts";
import { counted } from "../text/index.ts";

/** A server's answer, reduced to what a comparison with another answer needs: its data are not stored. */
export class Answer {
  readonly #bytes = createHash("sha256");
  readonly #reader = new MessageReader({ maxMessageBytes: Number.MAX_SAFE_INTEGER });
  readonly #messages: { readonly kind: WireMessage["kind"]; readonly digest: string }[] = [];
  #digest: string | undefined;
  #length = 0;

  /** Parses the next bytes. @throws MrdError if they are not MRD */
  take(bytes: Uint8Array): void {
    this.#bytes.update(bytes);
    this.#length += bytes.length;
    for (const message of this.#reader.push(bytes)) {
      const hash = createHash("sha256");
      for (const piece of serialize(message)) hash.update(piece);
      this.#messages.push({ kind: message.kind, digest: hash.digest("base64") });
    }
  }

  /** Whether the answer is complete. */
  get closed(): boolean {
    return this.#messages.at(-1)?.kind === "close";
  }

  /** Whether both answers are the same, byte for byte. */
  equals(other: Answer): boolean {
    return this.digest === other.digest;
  }

  private get digest(): string {
    this.#digest ??= this.#bytes.digest("base64");
    return this.#digest;
  }

  /** A summary, such as `3 image, 1 text, 1 close messages in 12345 bytes`. */
  describe(): string {
    const kinds = [...new Set(this.#messages.map(({ kind }) => kind))];
    const counts = kinds.map((kind) => `${this.#ofKind(kind).length} ${kind}`);
    return `${counts.join(", ") || "no"} messages in ${counted(this.#length, "byte")}`;
  }

  /** How it differs from a recorded answer, by kind of message: the order of different kinds may depend on threads. */
  differencesFrom(recorded: Answer): string[] {
    const kinds = new Set([...recorded.#messages, ...this.#messages].map(({ kind }) => kind));
    const lines = [...kinds].flatMap((kind) => {
      const [now, before] = [this.#ofKind(kind), recorded.#ofKind(kind)];
      const length = Math.max(now.length, before.length);
      const different = Array.from({ length }, (_, i) => i).filter((i) => now[i] !== before[i]);
      if (different.length === 0) return [];
      const first = `the first difference is in message ${different[0]! + 1}`;
      return [
        `${kind}: ${different.length} of ${length} differ (${now.length} now, ${before.length} recorded); ${first}`,
      ];
    });
    return lines.length > 0 ? lines : ["the same messages, in a different order"];
  }

  #ofKind(kind: WireMessage["kind"]): string[] {
    return this.#messages.filter((message) => message.kind === kind).map(({ digest }) => digest);
  }
}
