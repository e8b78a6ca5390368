import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChainEntry } from "../../../src/viewer/api/index.ts";
import { RequestError } from "../api/request.ts";
import { show } from "../shell/route.ts";
import { getChain, getGadgets, saveChain } from "./api.ts";
import { checkDraft, type Draft, isChanged, replaceDraft, saves } from "./drafts.ts";
import type { ChainEditor } from "./editor/editor.ts";
import { Problems } from "./problems.tsx";

interface EditorPaneProps {
  readonly draft: Draft;
  readonly chains: readonly ChainEntry[];
  /** Shows another state of the chain. */
  replace(draft: Draft): void;
}

/** The text of a chain, its problems, and how it is saved. */
export function EditorPane({ draft, chains, replace }: EditorPaneProps) {
  const [name, setName] = useState(draft.own ? draft.name : freeName(draft.name, chains));
  const [message, setMessage] = useState<{ readonly text: string; readonly failed: boolean } | undefined>();
  const isConflict = useSignal(false);
  const editor = useRef<ChainEditor | undefined>(undefined);
  const { problems } = draft.checked.value;

  const save = async () => {
    const isSame = draft.own && name === draft.name;
    const text = draft.text.value;
    try {
      const { version } = await saveChain(name, { text, version: isSame ? draft.version.value : null });
      if (isSame) {
        draft.saved.value = text;
        draft.version.value = version;
        setMessage({ text: "Saved. The next client that names the chain gets it.", failed: false });
      } else {
        draft.text.value = draft.saved.value ?? text;
        show("chains", name, "text");
      }
      isConflict.value = false;
      saves.value += 1;
    } catch (error) {
      isConflict.value = isSame && error instanceof RequestError && error.status === 409;
      setMessage({ text: (error as Error).message, failed: true });
    }
  };
  const reload = async () => {
    try {
      replace(replaceDraft(await getChain(draft.name)));
    } catch (error) {
      setMessage({ text: (error as Error).message, failed: true });
    }
  };
  const saveLatest = useRef(save);
  saveLatest.current = save;

  return (
    <div class="pane editing">
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="field">
          <span>Name</span>
          <input
            value={name}
            size={28}
            spellcheck={false}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={problems.length > 0 || (draft.own && name === draft.name && !isChanged(draft))}>
          {draft.own && name === draft.name ? "Save" : "Save as a new chain"}
        </button>
        {(isChanged(draft) || isConflict.value) && (
          <button type="button" onClick={() => void reload()}>
            {isConflict.value ? "Load it from the disk" : "Discard changes"}
          </button>
        )}
        {message !== undefined && (
          <span class={message.failed ? "failure" : "quiet"} role={message.failed ? "alert" : "status"}>
            {message.text}
          </span>
        )}
      </form>
      <EditorHost draft={draft} editor={editor} save={() => void saveLatest.current()} />
      {problems.length > 0 ? (
        <Problems problems={problems} draft={draft} goTo={(problem) => editor.current?.goTo(problem)} />
      ) : (
        <p class="quiet no-problems">No problems.</p>
      )}
    </div>
  );
}

interface HostProps {
  readonly draft: Draft;
  readonly editor: { current: ChainEditor | undefined };
  save(): void;
}

/** The editor itself, which is loaded when it is shown for the first time. */
function EditorHost({ draft, editor, save }: HostProps) {
  const parent = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<string | undefined>();
  useEffect(() => {
    let isShown = true;
    import("./editor/editor.ts").then(
      ({ ChainEditor: Editor }) => {
        if (!isShown) return;
        editor.current = new Editor({
          parent: parent.current!,
          text: draft.text.value,
          label: `text of ${draft.name}`,
          gadgets: getGadgets,
          changed: (text) => {
            draft.text.value = text;
          },
          check: async () => {
            try {
              return (await checkDraft(draft)).problems;
            } catch {
              return []; // the page says that the server does not answer
            }
          },
          save,
          run: () => show("chains", draft.name, "run"),
        });
        editor.current.focus();
      },
      (error: Error) => setFailure(`the editor can't be loaded: ${error.message}`),
    );
    return () => {
      isShown = false;
      editor.current?.close();
      editor.current = undefined;
    };
  }, [draft]);
  return (
    <div class="editor" ref={parent}>
      {failure !== undefined && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}

/** A name for a copy that no chain has. */
function freeName(name: string, chains: readonly ChainEntry[]): string {
  const isTaken = (each: string) => chains.some((chain) => chain.name === each);
  let free = `my-${name}`;
  for (let i = 2; isTaken(free); i++) free = `my-${name}-${i}`;
  return free;
}
