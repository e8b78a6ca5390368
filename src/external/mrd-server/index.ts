/** MRD servers of others, as one step of ours: reached over the network, or started. */
export { parseAddress } from "./address.ts";
export type { PeerData } from "./conversation.ts";
export type { OpenLink } from "./link.ts";
export { programLink } from "./program-link.ts";
export { serverLink } from "./server-link.ts";
export { type ThroughPeerOptions, throughPeer } from "./through-server.ts";
