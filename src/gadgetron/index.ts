export { compileText } from "./compile-text.ts";
