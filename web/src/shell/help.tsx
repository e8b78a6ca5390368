import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** Keys and what they do. */
export interface Keys {
  readonly title: string;
  readonly rows: readonly (readonly [keys: string, does: string])[];
}

/** Keys of the views that are shown, outermost first. */
const shown = signal<readonly Keys[]>([]);

/** Whether the help is open. */
export const helpIsOpen = signal(false);

/** Adds the keys of a view to the help for as long as the view is shown. @param keys the same object at each call */
export function useKeys(keys: Keys): void {
  useEffect(() => {
    shown.value = [...shown.value, keys];
    return () => {
      shown.value = shown.value.filter((each) => each !== keys);
    };
  }, [keys]);
}

/** The keys of the page and of the current view. */
export function Help({ page }: { readonly page: Keys }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = helpIsOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current!.showModal();
    else dialog.current!.close();
  }, [isOpen]);
  const close = () => {
    helpIsOpen.value = false;
  };
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <header>
        <h2 id="help-title">Keyboard</h2>
        <button type="button" onClick={close} aria-label="close">
          ×
        </button>
      </header>
      <div class="help-columns">
        {[...shown.value].reverse().map((keys) => (
          <KeyTable key={keys.title} {...keys} />
        ))}
        <KeyTable {...page} />
      </div>
    </dialog>
  );
}

function KeyTable({ title, rows }: Keys) {
  return (
    <section>
      <h3>{title}</h3>
      <table>
        <tbody>
          {rows.map(([keys, does]) => (
            <tr key={keys}>
              <th scope="row">
                {keys.split(" ").map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
