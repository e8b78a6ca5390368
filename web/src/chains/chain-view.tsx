import { useState } from "preact/hooks";
import type { ChainEntry } from "../../../src/viewer/api/index.ts";
import { linkTo } from "../shell/route.ts";
import type { OpenedChain } from "./api.ts";
import { draftOf, isChanged } from "./drafts.ts";
import { EditorPane } from "./editor-pane.tsx";
import { ExplanationPane } from "./explanation-pane.tsx";
import { RunPane } from "./run-pane.tsx";

const views = { explanation: "Explanation", text: "YAML", run: "Run" } as const;
type View = keyof typeof views;

interface ChainViewProps {
  readonly chain: OpenedChain;
  readonly chains: readonly ChainEntry[];
  readonly view: string | undefined;
}

/** One chain: what it does, its text, and its runs. */
export function ChainView({ chain, chains, view = "explanation" }: ChainViewProps) {
  const [draft, setDraft] = useState(() => draftOf(chain));
  const shown = view in views ? (view as View) : "explanation";
  const { plan, problems } = draft.checked.value;
  return (
    <article class="chain">
      <header>
        <h1>
          {draft.name}
          <span class="tag">{draft.own ? "own" : "built-in"}</span>
          {isChanged(draft) && <span class="tag changed">not saved</span>}
        </h1>
        <p class="quiet">{plan?.description ?? chain.description}</p>
        <nav class="tabs" aria-label="views of the chain">
          {(Object.keys(views) as View[]).map((each) => (
            <a key={each} href={linkTo("chains", draft.name, each)} aria-current={each === shown ? "page" : undefined}>
              {views[each]}
              {each === "text" && problems.length > 0 && <span class="count failure"> {problems.length}</span>}
            </a>
          ))}
        </nav>
      </header>
      {shown === "explanation" && <ExplanationPane draft={draft} />}
      {shown === "text" && <EditorPane key={draft.name} draft={draft} chains={chains} replace={setDraft} />}
      {shown === "run" && <RunPane draft={draft} />}
    </article>
  );
}
