import { type Signal, signal } from "@preact/signals";
import type { CheckedText } from "../../../src/viewer/api/index.ts";
import { checkText, type OpenedChain } from "./api.ts";

/** A chain as it is edited: its text remains when another view is shown. */
export interface Draft {
  readonly name: string;
  readonly own: boolean;
  readonly text: Signal<string>;
  /** As it is in the file; `undefined` for a new chain. */
  readonly saved: Signal<string | undefined>;
  readonly version: Signal<string | null>;
  /** What the server says about the text. */
  readonly checked: Signal<CheckedText>;
}

const drafts = new Map<string, Draft>();

/** Increased whenever a chain is saved: the list is requested again. */
export const saves = signal(0);

/** The draft of a chain; a text that was changed and not saved is kept. */
export function draftOf(chain: OpenedChain): Draft {
  const known = drafts.get(chain.name);
  if (known !== undefined && isChanged(known)) return known;
  return replaceDraft(chain);
}

/** The draft of a chain as it is on the disk. */
export function replaceDraft({ name, own, text, version, problems, plan }: OpenedChain): Draft {
  const draft = {
    name,
    own,
    text: signal(text),
    saved: signal<string | undefined>(text),
    version: signal<string | null>(version),
    checked: signal<CheckedText>({ problems, plan }),
  };
  drafts.set(name, draft);
  return draft;
}

export function isChanged({ text, saved }: Draft): boolean {
  return text.value !== saved.value;
}

/** Whether the draft of a chain has changes that are not saved. */
export function hasChanges(name: string): boolean {
  const draft = drafts.get(name);
  return draft !== undefined && isChanged(draft);
}

/** Asks the server about the text of a draft. The answer to an older text is not used. @throws RequestError */
export async function checkDraft(draft: Draft): Promise<CheckedText> {
  const text = draft.text.value;
  const checked = await checkText(draft.name, text);
  if (draft.text.value === text) draft.checked.value = checked;
  return checked;
}

addEventListener("beforeunload", (event) => {
  if ([...drafts.values()].some(isChanged)) event.preventDefault();
});
