import { signal } from "@preact/signals";

/**
 * The view that the address names after `#/`, as parts between slashes: `#/files/0/dataset/image_0`. Back and forward,
 * reload and bookmarks therefore work.
 */
export const route = signal<readonly string[]>(readRoute());

addEventListener("hashchange", () => {
  route.value = readRoute();
});

function readRoute(): readonly string[] {
  return location.hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
}

/** The link to a view. */
export function linkTo(...parts: readonly (string | number)[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

/** Shows a view. */
export function show(...parts: readonly (string | number)[]): void {
  location.hash = linkTo(...parts);
}
