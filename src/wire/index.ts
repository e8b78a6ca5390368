/** MRD messages over a byte stream, for servers and clients alike. */
export { Connection } from "./connection.ts";
export { InputSocket } from "./input-socket.ts";
