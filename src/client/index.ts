/** The sending side, as a library. */
export { type ConnectOptions, connect } from "./connect.ts";
export { type ExchangeHandlers, type ExchangeSummary, exchange, type Transfer } from "./exchange.ts";
export { ParametersError, withoutConfig } from "./parameters.ts";
