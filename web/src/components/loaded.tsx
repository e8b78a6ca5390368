import type { ComponentChildren } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { reconnections } from "../api/connection.ts";

type State<T> =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "done"; readonly value: T };

interface LoadedProps<T> {
  /** Loaded again whenever this changes. */
  readonly by: string;
  /** Whether the last value remains until the next one is there. */
  readonly keeps?: boolean;
  load(signal: AbortSignal): Promise<T>;
  children(value: T): ComponentChildren;
}

/** Shows what a request returns, or why it failed. */
export function Loaded<T>({ by, keeps = false, load, children }: LoadedProps<T>) {
  const [state, setState] = useState<State<T>>({ kind: "loading" });
  // Before the next frame, not after it: one request that waits for another would lose a frame each time.
  useLayoutEffect(() => {
    const abort = new AbortController();
    if (!keeps || state.kind !== "done") setState({ kind: "loading" });
    load(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ kind: "done", value });
      },
      (error: Error) => {
        if (!abort.signal.aborted) setState({ kind: "failed", message: error.message });
      },
    );
    return () => abort.abort();
  }, [by, reconnections.value]);
  if (state.kind === "loading") return <p class="quiet">loading …</p>;
  if (state.kind === "failed")
    return (
      <p class="failure" role="alert">
        {state.message}
      </p>
    );
  return <>{children(state.value)}</>;
}
