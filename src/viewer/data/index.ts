/** Files below the folder that a server shows. */
export { DataFolder } from "./data-folder.ts";
