import { useMemo } from "preact/hooks";
import type { LiveStep } from "../../../src/viewer/api/index.ts";
import { bytesText, countText, secondsText } from "./format.ts";
import { placeSteps, STEP } from "./layout.ts";

/** The chain as a graph, with what each step has done. */
export function StepsView({ steps }: { readonly steps: readonly LiveStep[] }) {
  const shape = JSON.stringify(steps.map(({ after }) => after));
  const placed = useMemo(() => placeSteps(steps), [shape]);
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  return (
    <section class="live-panel" aria-label="chain">
      <h3>
        chain <span class="quiet">messages, bytes and time of each step</span>
      </h3>
      {steps.length === 0 && <p class="quiet">the steps appear when the chain starts</p>}
      <div class="live-graph" tabIndex={0} hidden={steps.length === 0}>
        <div style={{ width: `${placed.width}px`, height: `${placed.height}px` }}>
          <svg width={placed.width} height={placed.height} aria-hidden="true">
            {placed.edges.map(({ path, to }) => (
              <path key={path} d={path} class={steps[to]!.took > 0 ? "used" : ""} />
            ))}
          </svg>
          {steps.map((step, i) => (
            <Step
              key={`${i} ${step.gadget}`}
              step={step}
              at={placed.steps[i]!}
              share={total > 0 ? step.seconds / total : 0}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

interface StepProps {
  readonly step: LiveStep;
  readonly at: { readonly x: number; readonly y: number };
  /** Of the time of all steps. */
  readonly share: number;
}

function Step({ step, at, share }: StepProps) {
  const isResults = step.gadget === "results";
  const place = { left: `${at.x}px`, top: `${at.y}px`, width: `${STEP.width}px`, height: `${STEP.height}px` };
  return (
    <div class={`live-step${isResults ? " results" : ""}`} style={place} title={titleOf(step)}>
      <strong>
        {step.gadget}
        {step.branch !== undefined && <span class="branch"> {step.branch}</span>}
        {step.isThirdParty && <em title="third-party gadget"> ⁺</em>}
      </strong>
      <span>
        {countText(step.took)} {isResults ? "sent" : `→ ${countText(step.made)}`}
        {step.queue > 0 && <b class="queue">{step.queue} in</b>}
      </span>
      <span class="quiet">{bytesText(isResults ? step.tookBytes : step.madeBytes)}</span>
      {step.memoryBytes > 0 && !isResults && <span class="quiet">{bytesText(step.memoryBytes)} held</span>}
      <span class="quiet">
        {secondsText(step.seconds)} · {Math.round(100 * share)} %
      </span>
      <i style={{ width: `${100 * share}%` }} />
    </div>
  );
}

function titleOf({ gadget, branch, took, made, tookBytes, madeBytes, seconds, queue, memoryBytes }: LiveStep): string {
  return [
    branch === undefined ? gadget : `${gadget} in branch ${branch}`,
    `in: ${countText(took)} messages, ${bytesText(tookBytes)}`,
    `out: ${countText(made)} messages, ${bytesText(madeBytes)}`,
    `time on the session's thread: ${secondsText(seconds)}`,
    `messages inside: ${queue}`,
    memoryBytes > 0 ? `memory at one time: ${bytesText(memoryBytes)}` : "",
  ]
    .filter((line) => line !== "")
    .join("\n");
}
