import { useEffect, useRef } from "preact/hooks";
import { keyBindings } from "./keys.ts";

/** All keys of the view. */
export function Help({ close }: { close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-label="keys" onClose={close}>
      <h2>Keys</h2>
      <dl>
        {keyBindings.map(({ shown, meaning }) => (
          <div key={shown}>
            <dt>{shown}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        Drag with the left button: the chosen tool. Middle button: move. Right button: zoom. Two fingers: zoom and move.
        Window and level: to the right it becomes wider, upwards the level rises.
      </p>
      <form method="dialog">
        <button type="submit">close</button>
      </form>
    </dialog>
  );
}
