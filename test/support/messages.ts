/** The messages that Larmor offers to authors of gadgets for their tests. */
export * from "../../src/testing/messages.ts";
