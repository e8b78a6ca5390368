import { skipReason } from "../support/peers.ts";
import { builtIn } from "./built-in.ts";
import { gadgetContract } from "./gadget-contract.ts";

// The gadgets that run a command: the others are in gadgets.test.ts.
for (const { gadget, cases, command } of builtIn.values()) {
  if (command !== undefined) gadgetContract(gadget, cases, skipReason(command));
}
