import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** What the browser's tab calls the view within its area; the most specific part first. */
export const viewTitle = signal<readonly string[]>([]);

/** Names the view in the browser's tab, for as long as it is shown. */
export function useTitle(...parts: readonly (string | undefined)[]): void {
  const known = parts.filter((part) => part !== undefined);
  useEffect(() => {
    viewTitle.value = known;
    return () => {
      if (viewTitle.value === known) viewTitle.value = [];
    };
  }, [known.join("\n")]);
}
