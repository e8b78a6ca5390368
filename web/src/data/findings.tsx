import type { FindingEntry } from "../../../src/viewer/api/index.ts";
import { type GroupName, getFindings } from "../api/data.ts";
import { Loaded } from "../components/loaded.tsx";

/** What `larmor doctor` says about a measurement: how much of each weight, and more on request. */
export function Findings(name: GroupName) {
  return (
    <div class="findings">
      <Loaded by={JSON.stringify([name.file, name.group])} load={(signal) => getFindings(name, signal)}>
        {(findings) => (findings.length === 0 ? <p class="quiet">no findings</p> : <FindingList findings={findings} />)}
      </Loaded>
    </div>
  );
}

function FindingList({ findings }: { readonly findings: readonly FindingEntry[] }) {
  const weights = ["error", "warning", "remark"] as const;
  const counts = weights
    .map((weight) => [weight, findings.filter((each) => each.weight === weight).length] as const)
    .filter(([, count]) => count > 0);
  return (
    <details>
      <summary>
        {counts.map(([weight, count]) => (
          <span key={weight} class={`weight ${weight}`}>
            {count} {weight}
            {count > 1 ? "s" : ""}
          </span>
        ))}
        <span class="first-finding">
          {findings[0]!.where}: {findings[0]!.problem}
        </span>
      </summary>
      <dl>
        {findings.map(({ weight, where, problem, effect, remedy }, i) => (
          <div key={i}>
            <dt>
              <span class={`weight ${weight}`}>{weight}</span> {where}
            </dt>
            <dd>
              {problem}. {effect} <span class="quiet">{remedy}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
