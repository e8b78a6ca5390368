import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

/** Copies a text to the clipboard, and says so for a moment. */
export function CopyButton({ text, children }: { text(): string; readonly children: ComponentChildren }) {
  const result = useSignal<string | undefined>(undefined);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      result.value = "copied";
    } catch {
      result.value = "the browser refused";
    }
    setTimeout(() => {
      result.value = undefined;
    }, 1500);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {result.value ?? children}
    </button>
  );
}
