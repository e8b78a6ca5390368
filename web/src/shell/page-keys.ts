import { useEffect } from "preact/hooks";
import { helpIsOpen, type Keys } from "./help.tsx";
import { show } from "./route.ts";
import { nextTheme } from "./theme.ts";

/** The area that a letter after `g` shows. */
export type AreaKeys = Readonly<Record<string, { readonly name: string; readonly title: string }>>;

/** Time in which the second key of two must follow. */
const SECOND_KEY_MS = 1500;

let goesUntil = 0;

/** Whether the next key chooses an area, so that views must ignore it. */
export function awaitsArea(): boolean {
  return performance.now() < goesUntil;
}

/** Keys that work in all areas, except where text is written. */
export function usePageKeys(areas: AreaKeys): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWritten(target)) return;
      const goes = awaitsArea();
      const area = goes ? areas[key] : undefined;
      goesUntil = 0;
      if (area !== undefined) show(area.name);
      else if (goes && key === "t") nextTheme();
      else if (key === "g") goesUntil = performance.now() + SECOND_KEY_MS;
      else if (key === "?") helpIsOpen.value = !helpIsOpen.value;
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [areas]);
}

/** The help of these keys. */
export function pageKeys(areas: AreaKeys): Keys {
  return {
    title: "Everywhere",
    rows: [
      ...Object.entries(areas).map(([letter, { title }]) => [`g ${letter}`, title] as const),
      ["g t", "theme: system, light, dark"],
      ["Tab", "next control; Shift Tab: previous one"],
      ["?", "this help"],
    ],
  };
}

function isWritten(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
