/** The sending side, as a library. */
export { connect } from "./connect.ts";
export type { Transfer } from "./conversation.ts";
export { ClientError } from "./errors.ts";
export { type ExchangeHandlers, type ExchangeSummary, exchange } from "./exchange.ts";
export { withoutConfig, withParameters } from "./parameters.ts";
export { replayBytes, type TimedBytes } from "./replay.ts";
