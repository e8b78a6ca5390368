/** Folders and files of the local disk. */
export { describeFileError } from "./file-error.ts";
export { isPrivateFolder, makeFolder, tryFolder } from "./folders.ts";
export { readText, withPath, writeFile } from "./whole-files.ts";
