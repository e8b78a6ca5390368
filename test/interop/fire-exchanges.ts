import type { FireInput } from "./fire-inputs.ts";

/** How an exchange of FIRE's client was recorded. */
export interface FireExchange {
  /** In `recorded/`. */
  readonly name: string;
  readonly input: FireInput;
  /** A chain's name (`-c`), the chain's text from a file (`-C`), or the client's default if absent. */
  readonly config?: { readonly name: string } | { readonly text: string };
  /** Whether waveforms were sent too (`-w`): before all readouts, as FIRE's client does it. */
  readonly waveforms?: boolean;
  /** The client's JSON parameters. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The server that answered. */
  readonly server: "fire" | "larmor";
}

function module(name: string, input: FireInput, config: string, parameters?: Record<string, unknown>): FireExchange {
  const waveforms = config !== "simplefft"; // which FIRE's fails with
  return {
    name: `fire/${name}`,
    input,
    config: { name: config },
    waveforms,
    server: "fire",
    ...(parameters && { parameters }),
  };
}

/** A chain whose text FIRE's client sends from a file. */
const localChain = `description: A chain that a client brings along.
chain: [remove-oversampling, accumulate: { sort: slice }, to-buffer: { splitSlices: true }, simple-recon, extract]
`;

/** Exchanges that record-fire.ts records and the tests in this folder replay. */
export const fireExchanges: readonly FireExchange[] = [
  module("simplefft", "raw", "simplefft"),
  module("invertcontrast", "raw", "invertcontrast"),
  module("invertcontrast-rgb", "raw", "invertcontrast", { options: "rgb" }),
  module("invertcontrast-images", "images", "invertcontrast"),
  module("invertcontrast-images-rgb", "images", "invertcontrast", { options: "rgb" }),
  module("invertcontrast-images-colormap", "images", "invertcontrast", { options: "colormap" }),
  module("invertcontrast-images-roi", "images", "invertcontrast", { options: "roi" }),
  module("invertcontrast-images-complex", "images", "invertcontrast", { options: "complex" }),
  module("invertcontrast-images-original", "images", "invertcontrast", { sendOriginal: "True" }),
  module("invertcontrast-without-header", "images-without-header", "invertcontrast", { options: "complex" }),
  module("analyzeflow", "flow", "analyzeflow"),
  module("analyzeflow-raw", "raw", "analyzeflow"),
  module("report", "raw", "report"),
  module("report-images", "images", "report"),
  module("null", "raw", "null"),
  module("savedataonly", "raw", "savedataonly"),
  {
    name: "fire/json-config",
    input: "raw",
    parameters: { config: "simplefft", customconfig: "" },
    server: "fire",
  },
  { name: "fire/cartesian", input: "raw", config: { name: "cartesian" }, waveforms: true, server: "larmor" },
  {
    name: "fire/parameters",
    input: "raw",
    config: { name: "default" },
    parameters: { trigger: "none", colour: "red" },
    server: "larmor",
  },
  { name: "fire/local-config", input: "raw", config: { text: localChain }, server: "larmor" },
];
