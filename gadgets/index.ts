/** The gadgets that come with Larmor. Each is loaded when a chain first names it. */
export const gadgets = {
  accumulate: () => import("./accumulate.ts"),
  "asymmetric-echo": () => import("./asymmetric-echo.ts"),
  "auto-scale": () => import("./auto-scale.ts"),
  "coil-combine": () => import("./coil-combine.ts"),
  discard: () => import("./discard.ts"),
  extract: () => import("./extract.ts"),
  fft: () => import("./fft.ts"),
  "fov-adjust": () => import("./fov-adjust.ts"),
  "kspace-filter": () => import("./kspace-filter.ts"),
  "noise-adjust": () => import("./noise-adjust.ts"),
  "partial-fourier": () => import("./partial-fourier.ts"),
  "remove-oversampling": () => import("./remove-oversampling.ts"),
  "simple-recon": () => import("./simple-recon.ts"),
  "to-buffer": () => import("./to-buffer.ts"),
  "to-fixed-point": () => import("./to-fixed-point.ts"),
};
