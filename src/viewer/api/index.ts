/**
 * What the server and the page exchange as JSON; types alone, which need neither Node nor a browser. Messages of MRD
 * travel as in an MRD stream.
 */
export type { About, Area } from "./about.ts";
export type { FileEntry, GroupEntry } from "./files.ts";
