/** Third-party MRD servers as a step of a chain: reached over the network, or started. */
export { type Address, parseAddress } from "./address.ts";
export type { RemoteData } from "./conversation-options.ts";
export type { OpenLink } from "./link.ts";
export { programLink } from "./program-link.ts";
export { serverLink } from "./server-link.ts";
export { type ThroughServerOptions, throughServer } from "./through-server.ts";
