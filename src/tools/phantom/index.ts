export { type Phantom, type PhantomArray, phantom, writePhantom } from "./measurement.ts";
export { PhantomError, type PhantomOptions, phantomDefaults } from "./options.ts";
