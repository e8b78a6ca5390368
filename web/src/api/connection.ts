import { signal } from "@preact/signals";

/** Whether the server answers; what the user must know if not. */
export const connection = signal<"connected" | "lost" | "refused">("connected");

/** How often the connection was lost and restored: what failed is requested again when this changes. */
export const reconnections = signal(0);

/** Pause between attempts. */
const RETRY_MS = 1500;

/** A request got no answer: tries until there is one. */
export function connectionLost(): void {
  if (connection.value === "lost") return;
  connection.value = "lost";
  setTimeout(() => void retry(), RETRY_MS);
}

async function retry(): Promise<void> {
  try {
    const { status } = await fetch("api/about");
    // A server that was started again has another token.
    connection.value = status === 401 ? "refused" : "connected";
    if (status !== 401) reconnections.value += 1;
  } catch {
    setTimeout(() => void retry(), RETRY_MS);
  }
}
