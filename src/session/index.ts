export { NoiseFolder } from "./noise-folder.ts";
export { rehearse } from "./rehearsal.ts";
export { runSession, type SessionOptions } from "./session.ts";
