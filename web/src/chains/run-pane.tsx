import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { FileEntry, Job, PlanParameter } from "../../../src/viewer/api/index.ts";
import { getJson } from "../api/request.ts";
import { linkTo } from "../shell/route.ts";
import { type Draft, isChanged } from "./drafts.ts";
import { FileSelect } from "./file-select.tsx";
import { changedParameters, fieldText, input, parameterTexts } from "./inputs.ts";
import { JobState } from "./job-state.tsx";
import { followJobs, isActive, jobs, start } from "./jobs.ts";
import { Problems } from "./problems.tsx";

/** Runs a chain over a file with parameters of the user's choice, and compares the images of two runs. */
export function RunPane({ draft }: { readonly draft: Draft }) {
  const { plan, problems } = draft.checked.value;
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => void followJobs().catch(() => {}), []);
  if (plan === undefined) return <Problems problems={problems} draft={draft} />;
  const run = async () => {
    failure.value = undefined;
    try {
      const parameters = changedParameters(draft.name, plan.parameters);
      const changed = isChanged(draft) ? { text: draft.text.value } : {};
      await start({ kind: "run", chain: draft.name, ...changed, input: input.value, parameters });
    } catch (error) {
      failure.value = (error as Error).message;
    }
  };
  return (
    <div class="pane running">
      <form
        class="run-form"
        aria-label="run the chain"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <FileSelect />
        {plan.parameters.length === 0 && <p class="quiet">This chain has no parameters.</p>}
        {plan.parameters.map((parameter) => (
          <ParameterField key={parameter.name} chain={draft.name} parameter={parameter} />
        ))}
        <div class="line">
          <button type="submit" class="primary" disabled={input.value === ""}>
            Run{isChanged(draft) && " the text as it is"}
          </button>
          {failure.value !== undefined && (
            <span class="failure" role="alert">
              {failure.value}
            </span>
          )}
        </div>
      </form>
      <Runs />
    </div>
  );
}

function ParameterField({ chain, parameter }: { readonly chain: string; readonly parameter: PlanParameter }) {
  const { name, value, description } = parameter;
  const id = `parameter-${name}`;
  const preset = fieldText(value);
  const text = parameterTexts.value[chain]?.[name] ?? preset;
  const set = (changed: string) => {
    parameterTexts.value = {
      ...parameterTexts.value,
      [chain]: { ...parameterTexts.value[chain], [name]: changed },
    };
  };
  return (
    <div class={`field parameter ${text === preset ? "" : "changed"}`}>
      <label for={id}>
        <code>{name}</code>
      </label>
      {typeof value === "boolean" ? (
        <select id={id} value={text} onChange={({ currentTarget }) => set(currentTarget.value)}>
          <option>true</option>
          <option>false</option>
        </select>
      ) : (
        <input id={id} value={text} spellcheck={false} onInput={({ currentTarget }) => set(currentTarget.value)} />
      )}
      <small class="quiet">
        {description}
        {text !== preset && ` Default: ${preset}.`}
      </small>
    </div>
  );
}

/** All runs, newest first; two of them can be compared. */
function Runs() {
  const chosen = useSignal<readonly number[]>([]);
  const runs = jobs.value.filter(({ kind }) => kind === "run").toReversed();
  const done = runs.filter(({ file }) => file !== undefined);
  // The last two, unless the user chose others.
  const pair = (chosen.value.length === 2 ? chosen.value : done.slice(0, 2).map(({ id }) => id)).toSorted(
    (a, b) => a - b,
  );
  const toggle = (id: number) => {
    const others = pair.filter((each) => each !== id);
    chosen.value = others.length === pair.length ? [...others.slice(-1), id] : others;
  };
  const compare = async () => {
    const [a, b] = pair.map((id) => done.find((job) => job.id === id)!.file!);
    const files = await getJson<readonly FileEntry[]>("files");
    const [first, second] = [a, b].map((id) => seriesOf(files, id!));
    if (first !== undefined && second !== undefined)
      location.hash = `${linkTo("files", first.file, first.group, "images", first.series)}/${linkTo("with", second.file, second.group, second.series).slice(2)}`;
  };
  return (
    <section class="runs" aria-label="runs">
      <header class="line">
        <h2>Runs</h2>
        <button type="button" disabled={pair.length !== 2} onClick={() => void compare().catch(() => {})}>
          Compare {pair.length === 2 ? `${pair[0]} and ${pair[1]}` : "two runs"}
        </button>
      </header>
      {runs.length === 0 && <p class="quiet">Results are kept until the server ends.</p>}
      <ul>
        {runs.map((job) => (
          <Run key={job.id} job={job} isChosen={pair.includes(job.id)} toggle={() => toggle(job.id)} />
        ))}
      </ul>
    </section>
  );
}

interface RunProps {
  readonly job: Job;
  readonly isChosen: boolean;
  toggle(): void;
}

function Run({ job, isChosen, toggle }: RunProps) {
  const { id, chain, changed, input: path, parameters, file, error, reports } = job;
  const set = Object.entries(parameters);
  return (
    <li class={`run ${job.state}`}>
      <div class="line">
        <label class="choice">
          <input
            type="checkbox"
            checked={isChosen}
            disabled={file === undefined}
            onChange={toggle}
            aria-label={`compare run ${id}`}
          />
          <strong>{id}</strong>
        </label>
        <span>
          {chain}
          {changed && <span class="tag changed">not saved</span>}
        </span>
        <JobState job={job} />
        {file !== undefined && <a href={linkTo("files", file)}>Images</a>}
      </div>
      <p class="quiet">
        {path}
        {set.length > 0 && ` · ${set.map(([name, value]) => `${name} = ${value}`).join(", ")}`}
      </p>
      {error !== undefined && (
        <p class="failure" role="alert">
          {error}
        </p>
      )}
      {!isActive(job) && reports.length > 0 && (
        <details>
          <summary class="quiet">
            {reports.length} message{reports.length > 1 ? "s" : ""}
          </summary>
          {reports.map(({ level, text }) => (
            <p key={text} class={level === "warning" ? "warning" : "quiet"}>
              {text}
            </p>
          ))}
        </details>
      )}
    </li>
  );
}

/** The first series of a file of results. */
function seriesOf(files: readonly FileEntry[], id: number) {
  const group = files.find((file) => file.id === id)?.groups.find(({ series }) => series.length > 0);
  return group && { file: id, group: group.name, series: group.series[0]!.name };
}
