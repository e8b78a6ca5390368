/** Health, metrics and sessions of a server, for other programs. Loaded only if they are enabled. */
export {
  type FromHttpThread,
  type HttpAddress,
  type HttpThreadData,
  type PageOptions,
  startHttpThread,
  type ToHttpThread,
} from "./http-thread.ts";
export { type ForBrowsers, LiveForwarder, type LiveForwarderOptions } from "./live-forwarder.ts";
export { Metrics } from "./metrics.ts";
export { type Page, type PagePath, renderPage } from "./page.ts";
