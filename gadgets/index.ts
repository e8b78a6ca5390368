/** The gadgets that come with Larmor. Each is loaded when a chain first names it. */
export const gadgets = {
  accumulate: () => import("./accumulate.ts"),
  "auto-scale": () => import("./auto-scale.ts"),
  "coil-combine": () => import("./coil-combine.ts"),
  discard: () => import("./discard.ts"),
  extract: () => import("./extract.ts"),
  fft: () => import("./fft.ts"),
  "noise-adjust": () => import("./noise-adjust.ts"),
  "remove-oversampling": () => import("./remove-oversampling.ts"),
  "simple-recon": () => import("./simple-recon.ts"),
  "to-buffer": () => import("./to-buffer.ts"),
  "to-fixed-point": () => import("./to-fixed-point.ts"),
};
