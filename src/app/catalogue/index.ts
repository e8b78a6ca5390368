export { catalogue, entryOf, everyCode } from "./catalogue.ts";
export { errorsPage } from "./page.ts";
