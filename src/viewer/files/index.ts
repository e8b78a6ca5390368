/** Files as the page shows them. */
export { ViewedFiles } from "./viewed-files.ts";
