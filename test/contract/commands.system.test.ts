import { skipReason } from "../support/peers.ts";
import { builtIn } from "./built-in.ts";
import { gadgetContract } from "./gadget-contract.ts";

// Gadgets that run a command; gadgets.test.ts has the others.
for (const { gadget, cases, command } of builtIn.values()) {
  if (command !== undefined) gadgetContract(gadget, cases, skipReason(command));
}
