import { Tree } from "../../components/tree.tsx";
import type { Measurement } from "../measurement.ts";

/** The header and other texts of a measurement. */
export function HeaderView({ header: { nodes, problem, hides } }: Measurement) {
  return (
    <div class="scrolls">
      {problem !== undefined && <p class="failure">{problem}</p>}
      {hides && (
        <p class="quiet">
          What identifies the patient is hidden, and does not leave the server: <code>larmor view --show-patient</code>{" "}
          shows it.
        </p>
      )}
      <Tree nodes={nodes} label="header" />
    </div>
  );
}
