import type { Tool } from "./state/viewer.ts";

/** Drawings of 16 × 16, in lines of the colour of the text. */
const paths = {
  window: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8 4.5h3.6M8 7h5M8 9.5h4.6M8 12h3",
  pan: "M8 1.5v13M1.5 8h13M6 3.5l2-2 2 2M6 12.5l2 2 2-2M3.5 6l-2 2 2 2M12.5 6l2 2-2 2",
  zoom: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.2 10.2l4 4M5 7h4M7 5v4",
  scroll: "M3 6.5l5-3 5 3-5 3zM3 9.5l5 3 5-3",
  line: "M3 13L13 3M2 12l2 2M12 2l2 2",
  rectangle: "M2.5 4h11v8h-11z",
  ellipse: "M8 3.5c3.3 0 6 2 6 4.5s-2.7 4.5-6 4.5S2 10.5 2 8s2.7-4.5 6-4.5z",
  play: "M4.5 3l8 5-8 5z",
  pause: "M5 3v10M11 3v10",
  panel: "M2 3h12v10H2zM10 3v10",
  fit: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  remove: "M4 4l8 8M12 4l-8 8",
} as const satisfies Record<Tool, string> & Record<string, string>;

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
