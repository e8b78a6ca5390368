import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Amount, Explanation, Plan, PlanStep } from "../../../src/viewer/api/index.ts";
import type { Draft } from "./drafts.ts";
import { checkDraft, isChanged } from "./drafts.ts";
import { FileSelect, sizeText } from "./file-select.tsx";
import { changedParameters, fieldText, input } from "./inputs.ts";
import { JobState } from "./job-state.tsx";
import { isActive, jobs, start } from "./jobs.ts";
import { Problems } from "./problems.tsx";

/** What a chain does, step by step; with a file, also what each step gets and makes of it. */
export function ExplanationPane({ draft }: { readonly draft: Draft }) {
  const { plan, problems } = draft.checked.value;
  const job = useSignal<number | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    if (isChanged(draft)) void checkDraft(draft).catch(() => {});
  }, [draft]);
  const explain = async () => {
    failure.value = undefined;
    try {
      const parameters = changedParameters(draft.name, plan!.parameters);
      const changed = isChanged(draft) ? { text: draft.text.value } : {};
      job.value = await start({ kind: "explain", chain: draft.name, ...changed, input: input.value, parameters });
    } catch (error) {
      failure.value = (error as Error).message;
    }
  };
  const shown = jobs.value.find(({ id }) => id === job.value);
  if (plan === undefined) return <Problems problems={problems} draft={draft} />;
  return (
    <div class="pane explanation">
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault();
          void explain();
        }}
      >
        <FileSelect />
        <button type="submit" disabled={input.value === "" || (shown !== undefined && isActive(shown))}>
          Explain with this file
        </button>
        {shown !== undefined && <JobState job={shown} />}
      </form>
      {failure.value !== undefined && (
        <p class="failure" role="alert">
          {failure.value}
        </p>
      )}
      {shown?.error !== undefined && (
        <p class="failure" role="alert">
          {shown.error}
        </p>
      )}
      {shown?.explanation !== undefined && <Outcome explanation={shown.explanation} input={shown.input} />}
      <Steps plan={plan} explanation={shown?.explanation} />
      <About plan={plan} />
    </div>
  );
}

function Outcome({ explanation, input: path }: { readonly explanation: Explanation; readonly input: string }) {
  const { images, findings, reported, failure, noImages } = explanation;
  const warnings = reported.filter(({ level }) => level === "warning" || level === "error");
  return (
    <section class="outcome" aria-label="what happens with this file">
      {failure !== undefined && <p class="failure">It will fail: {failure}</p>}
      {failure === undefined && noImages !== undefined && <p class="failure">It will produce no image: {noImages}</p>}
      {images.series.map(({ series, kind, shape, count }) => (
        <p key={`${series} ${kind} ${shape}`}>
          Series {series}: <strong>{count}</strong> × {kind}, {shape}
        </p>
      ))}
      {images.count > 0 && (
        <p class="quiet">
          {images.firstAfter === undefined
            ? `All images leave after the last of ${images.entered} ${images.clock} of ${path}.`
            : `The first image leaves after ${images.firstAfter} of ${images.entered} ${images.clock} of ${path}.`}
        </p>
      )}
      <ul class="findings">
        {findings.map(({ weight, text }) => (
          <li key={text} class={weight}>
            <span class="tag">{weight}</span> {text}
          </li>
        ))}
        {warnings.map(({ text }) => (
          <li key={text} class="warning">
            <span class="tag">warning</span> {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Steps({ plan, explanation }: { readonly plan: Plan; readonly explanation: Explanation | undefined }) {
  return (
    <table class="steps">
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Gadget</th>
          <th scope="col">Input</th>
          <th scope="col">Output</th>
          <th scope="col">Parameters</th>
        </tr>
      </thead>
      <tbody>
        {plan.steps.map((step) => (
          <StepRow
            key={step.position}
            step={step}
            flow={explanation?.steps.find(({ position }) => position === step.position)}
          />
        ))}
      </tbody>
    </table>
  );
}

function StepRow({ step, flow }: { readonly step: PlanStep; readonly flow: Explanation["steps"][number] | undefined }) {
  const { position, gadget, summary, place, takes, makes, parameters } = step;
  const written = parameters.filter(({ from }) => from !== "gadget");
  const defaults = parameters.filter(({ from }) => from === "gadget");
  return (
    <tr>
      <td class="number" title={place}>
        {position.replace(/^step /, "")}
      </td>
      <th scope="row">
        <code>{gadget}</code>
        <p class="quiet">{summary}</p>
      </th>
      <td>{flow === undefined ? kinds(takes) : <Amounts amounts={flow.took} none="nothing arrives" />}</td>
      <td>
        {flow === undefined && kinds(makes)}
        {flow?.unknown === true && <p class="quiet">computed by an external program</p>}
        {flow?.unknown === false && <Amounts amounts={flow.made} none="nothing" />}
      </td>
      <td class="parameters">
        {written.map(({ name, value, names }) => (
          <p key={name}>
            <code>{name}</code> {fieldText(value)}
            {names.length > 0 && <span class="quiet"> {names.map((each) => `$${each}`).join(", ")}</span>}
          </p>
        ))}
        {defaults.length > 0 && (
          <details>
            <summary class="quiet">
              {defaults.length} default{defaults.length > 1 ? "s" : ""}
            </summary>
            {defaults.map(({ name, value }) => (
              <p key={name} class="quiet">
                <code>{name}</code> {fieldText(value)}
              </p>
            ))}
          </details>
        )}
      </td>
    </tr>
  );
}

function Amounts({ amounts, none }: { readonly amounts: readonly Amount[]; readonly none: string }) {
  if (amounts.length === 0) return <p class="quiet">{none}</p>;
  return (
    <>
      {amounts.map(({ kind, count, bytes, shapes }) => (
        <p key={kind} title={shapes.map((each) => `${each.count} of ${each.shape}`).join("\n")}>
          <strong>{count}</strong> × {kind}, {sizeText(bytes)}
          {shapes.length === 1 && <span class="quiet shape">{shapes[0]!.shape}</span>}
        </p>
      ))}
    </>
  );
}

function About({ plan: { comment, parameters, fused, saves } }: { readonly plan: Plan }) {
  return (
    <section class="about">
      {parameters.length > 0 && (
        <>
          <h2>Parameters</h2>
          <dl>
            {parameters.map(({ name, value, description, usedBy }) => (
              <div key={name}>
                <dt>
                  <code>{name}</code> {fieldText(value)}
                </dt>
                <dd>
                  {description}
                  <span class="quiet"> {usedBy.length === 0 ? "Selects steps." : `For ${usedBy.join(", ")}.`}</span>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {(fused.length > 0 || saves.length > 0) && <h2>While it runs</h2>}
      {saves.map((kind) => (
        <p key={kind}>{kind === "data" ? "The incoming data are saved." : `The images are also saved: ${kind}.`}</p>
      ))}
      {fused.map((text) => (
        <p key={text} class="quiet">
          {text}
        </p>
      ))}
      {comment !== "" && (
        <>
          <h2>Comment</h2>
          <p class="comment">{comment}</p>
        </>
      )}
    </section>
  );
}

function kinds(names: readonly string[]): string {
  return names.join(", ") || "nothing";
}
