/** What identifies a patient, and its removal from texts. */
export { isIdentifyingName } from "./identifying-names.ts";
export { HIDDEN, Redactor } from "./redactor.ts";
