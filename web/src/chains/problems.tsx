import type { TextProblem } from "../../../src/viewer/api/index.ts";
import { show } from "../shell/route.ts";
import type { Draft } from "./drafts.ts";

interface ProblemsProps {
  readonly problems: readonly TextProblem[];
  readonly draft: Draft;
  /** Shows a place of the text; by default, the text is opened. */
  goTo?(problem: TextProblem): void;
}

/** What is wrong with a text, in its order. */
export function Problems({ problems, draft, goTo = () => show("chains", draft.name, "text") }: ProblemsProps) {
  return (
    <ol class="problems" aria-label="problems of the text">
      {problems.map((problem) => (
        <li key={`${problem.line}:${problem.column} ${problem.message}`}>
          <button type="button" class="plain" onClick={() => goTo(problem)}>
            <span class="place">
              {problem.line}:{problem.column}
            </span>
            <span>{problem.message}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
