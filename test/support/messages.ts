/** What Larmor gives to the authors of gadgets for their tests serves its own. */
export * from "../../src/testing/messages.ts";
