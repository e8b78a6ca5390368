/** MRD messages over a byte stream, for servers and clients alike. */
export { type ByteTap, Connection, type ConnectionOptions, type ReceivedMessage } from "./connection.ts";
export { IdleError } from "./errors.ts";
export { InputSocket } from "./input-socket.ts";
export { connectFailure, openSocket } from "./open-socket.ts";
export { readServerText, type ServerText } from "./server-text.ts";
