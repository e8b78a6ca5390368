/** Small helpers that belong to no subject, for all levels. */
export { alignColumns, type ColumnOptions } from "./columns.ts";
export { type Resolvers, withResolvers } from "./promises.ts";
export { isRecord } from "./records.ts";
