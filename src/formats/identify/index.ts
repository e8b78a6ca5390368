/** Names files of other formats, and says what to do with them. */
export { type FileFormat, identify } from "./identify.ts";
