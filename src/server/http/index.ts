/** Health, metrics and sessions of a server, for other programs. Loaded only if they are enabled. */
export { Metrics } from "./metrics.ts";
export { type HttpAddress, pages, servePages } from "./pages.ts";
