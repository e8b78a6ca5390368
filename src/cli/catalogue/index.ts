export { catalogue, entryOf, everyCode } from "./catalogue.ts";
export type { Entry } from "./entry.ts";
export { errorsPage } from "./page.ts";
