export { codeOf, type Family, families, isOwn, withCode } from "./codes.ts";
export { printable, printableJson } from "./printable.ts";
