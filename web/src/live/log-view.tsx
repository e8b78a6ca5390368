import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { log } from "./connection.ts";
import { clockText } from "./format.ts";

const levels = ["debug", "info", "warn", "error"] as const;
type Level = (typeof levels)[number];

/** Lines of the log from a level on: of one session, or of the server. */
export function LogView({ session }: { readonly session: number | undefined }) {
  const from = useSignal<Level>("debug");
  const ofAll = useSignal(false);
  const list = useRef<HTMLOListElement>(null);
  const lines = log.value.filter(
    (line) =>
      (session === undefined || ofAll.value || line.session === session) &&
      levels.indexOf(line.level) >= levels.indexOf(from.value),
  );
  useEffect(() => {
    const { current } = list;
    if (current !== null) current.scrollTop = current.scrollHeight;
  }, [lines.length]);
  return (
    <section class="live-panel live-log" aria-label="log">
      <h3>
        log
        {session !== undefined && (
          <label>
            <input
              type="checkbox"
              checked={ofAll.value}
              onChange={(event) => {
                ofAll.value = event.currentTarget.checked;
              }}
            />
            of the whole server
          </label>
        )}
        <select
          aria-label="lines from this level on"
          value={from.value}
          onChange={(event) => {
            from.value = event.currentTarget.value as Level;
          }}
        >
          <option value="debug">all levels</option>
          <option value="info">info and above</option>
          <option value="warn">warnings and errors</option>
          <option value="error">errors</option>
        </select>
      </h3>
      <ol ref={list} tabIndex={0}>
        {lines.map((line, i) => (
          <li key={`${line.time} ${i}`} class={line.level}>
            <time>{clockText(line.time)}</time>
            <b>{line.level}</b>
            <span>{line.text}</span>
          </li>
        ))}
        {lines.length === 0 && <li class="quiet">no lines</li>}
      </ol>
    </section>
  );
}
