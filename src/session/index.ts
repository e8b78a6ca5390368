export { runSession, type SessionOptions } from "./session.ts";
