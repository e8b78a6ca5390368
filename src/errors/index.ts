export { codeOf, isOwn, type PlainError, plainError, withCode } from "./codes.ts";
export { defineErrors, type ErrorClass } from "./define-errors.ts";
export { declareErrors, type ErrorDefinition, errorCodes, errorDefinition, errorFamilies } from "./registry.ts";
