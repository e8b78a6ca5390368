export { compileText } from "./compile-text.ts";
export { describeClasses } from "./describe.ts";
export { isXml } from "./translate.ts";
