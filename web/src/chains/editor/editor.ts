import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  snippetCompletion,
} from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { type IndentContext, indentService } from "@codemirror/language";
import { type Diagnostic, linter, lintGutter } from "@codemirror/lint";
import { EditorState, type Text } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import type { GadgetEntry, TextProblem } from "../../../../src/viewer/api/index.ts";
import { choicesFor, declaredParameters } from "./completions.ts";
import { contextAt } from "./context.ts";
import { columnAfter } from "./indentation.ts";
import { theme } from "./theme.ts";

/** Pause after the last key before the text is checked. */
const CHECK_MS = 300;

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  gadgets(): Promise<readonly GadgetEntry[]>;
  /** Called with each change. */
  changed(text: string): void;
  check(text: string): Promise<readonly TextProblem[]>;
  save(): void;
  run(): void;
}

/** An editor for the text of a chain. This module, with CodeMirror, is loaded when the first text is opened. */
export class ChainEditor {
  readonly #view: EditorView;

  constructor({ parent, text, label, gadgets, changed, check, save, run }: EditorOptions) {
    const act = (action: () => void) => () => {
      action();
      return true;
    };
    this.#view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          keymap.of([
            { key: "Mod-s", run: act(save), preventDefault: true },
            { key: "Mod-Enter", run: act(run) },
          ]),
          basicSetup,
          yaml(),
          indentService.of((context, at) => columnAfter(lineBefore(context, at))),
          theme,
          EditorView.lineWrapping,
          EditorState.tabSize.of(2),
          EditorView.contentAttributes.of({ "aria-label": label }),
          autocompletion({ override: [(context) => completions(context, gadgets)] }),
          lintGutter(),
          linter(async (view) => diagnostics(view.state.doc, await check(view.state.doc.toString())), {
            delay: CHECK_MS,
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  /** Moves the cursor to a place and shows it. */
  goTo({ line, column }: TextProblem): void {
    const anchor = offsetOf(this.#view.state.doc, line, column);
    this.#view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.#view.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  close(): void {
    this.#view.destroy();
  }
}

/** Problems as marks in the text: from the place to the end of its word. */
function diagnostics(doc: Text, problems: readonly TextProblem[]): Diagnostic[] {
  return problems.map(({ line, column, message }) => {
    const from = offsetOf(doc, line, column);
    const rest = doc.lineAt(from).text.slice(from - doc.lineAt(from).from);
    return {
      from,
      to: from + Math.max(/^[\w$./-]*/.exec(rest)![0].length, rest === "" ? 0 : 1),
      severity: "error",
      message,
    };
  });
}

/** The last line above a place that is not empty; the line itself, if it is about to be broken there. */
function lineBefore(context: IndentContext, at: number): string {
  const { doc } = context.state;
  const { number } = doc.lineAt(at);
  const isBroken = context.simulatedBreak === at;
  for (let each = isBroken ? number : number - 1; each >= 1; each--) {
    const { text, from } = doc.line(each);
    const above = each === number ? text.slice(0, at - from) : text;
    if (above.trim() !== "") return above;
  }
  return "";
}

function offsetOf(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + column - 1, to);
}

async function completions(
  { state, pos, explicit }: CompletionContext,
  gadgets: () => Promise<readonly GadgetEntry[]>,
): Promise<CompletionResult | null> {
  const text = state.doc.toString();
  const context = contextAt(text, pos);
  if (context === undefined || (context.from === pos && !explicit && context.kind !== "step")) return null;
  const choices = choicesFor(context, await gadgets(), declaredParameters(text));
  if (choices.length === 0) return null;
  return {
    from: context.from,
    validFor: /^[\w$-]*$/,
    options: choices.map(({ label, detail, info, snippet }, i) =>
      // In the order of the choices, unless something is sought.
      snippetCompletion(snippet, { label, detail, info, boost: -i / choices.length }),
    ),
  };
}
