import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SessionSummary } from "../../../src/viewer/api/index.ts";
import { type Keys, useKeys } from "../shell/help.tsx";
import { linkTo, show } from "../shell/route.ts";
import { connect, connected, load, sessions, watch } from "./connection.ts";
import { bytesText, clockText } from "./format.ts";
import { LogView } from "./log-view.tsx";
import { SessionView } from "./session-view.tsx";
import { stateOf } from "./state.ts";

const keys: Keys = { title: "Sessions", rows: [["↑ ↓", "in the list: previous and next session"]] };

/** Sessions of a server, those that run and those before: a list on the left, the chosen one on the right. */
export function SessionsArea({ path }: { readonly path: readonly string[] }) {
  useKeys(keys);
  const [named] = path;
  const follows = named === undefined || named === "newest";
  useEffect(connect, []);
  useEffect(() => watch(follows ? "newest" : Number(named)), [named]);
  const ordered = useComputed(() => {
    const isRunning = ({ endedAt }: SessionSummary) => endedAt === undefined;
    return [...sessions.value.filter(isRunning), ...sessions.value.filter((each) => !isRunning(each))];
  });
  const shown = follows ? sessions.value[0] : sessions.value.find(({ session }) => String(session) === named);
  const step = (event: KeyboardEvent, by: number) => {
    const list = ordered.value;
    const next = list[Math.min(Math.max((shown === undefined ? -1 : list.indexOf(shown)) + by, 0), list.length - 1)];
    if (next !== undefined) show("sessions", next.session);
    event.preventDefault();
  };
  return (
    <div class="live">
      <nav
        class="live-list"
        aria-label="sessions"
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") step(event, 1);
          if (event.key === "ArrowUp") step(event, -1);
        }}
      >
        <a class="live-follow" href={linkTo("sessions", "newest")} aria-current={follows ? "true" : undefined}>
          follow the newest
        </a>
        {load.value !== undefined && load.value.waiting > 0 && (
          <p class="live-waiting">{load.value.waiting} waiting in the queue</p>
        )}
        {ordered.value.map((each) => (
          <Item key={each.session} session={each} isShown={each === shown} />
        ))}
        <Machine />
      </nav>
      <section class="live-main">
        {!connected.value && (
          <p class="live-lost" role="status">
            the server does not answer; connecting again …
          </p>
        )}
        {shown !== undefined ? (
          <SessionView key={shown.session} session={shown} />
        ) : (
          <Nothing named={follows ? undefined : named} />
        )}
      </section>
    </div>
  );
}

function Item({ session: each, isShown }: { readonly session: SessionSummary; readonly isShown: boolean }) {
  return (
    <a class="live-item" href={linkTo("sessions", each.session)} aria-current={isShown ? "true" : undefined}>
      <span class={`live-dot ${stateOf(each)}`} role="img" aria-label={stateOf(each)} />
      <span class="live-name">
        <b>{each.session}</b> {each.chain ?? "…"}
      </span>
      <span class="quiet">{clockText(each.startedAt)}</span>
      <span class="live-sub quiet">
        {each.sent} {each.sent === 1 ? "image" : "images"} · {bytesText(each.bytesRead)} · {each.peer}
      </span>
    </a>
  );
}

function Machine() {
  const { value } = load;
  if (value === undefined) return null;
  const used = value.memoryBytes - value.freeMemoryBytes;
  return (
    <dl class="live-machine" aria-label="machine">
      {value.blocker !== undefined && <dd class="failure">not ready: {value.blocker}</dd>}
      <dt>sessions</dt>
      <dd>
        {value.running} of {value.maxSessions}
      </dd>
      <dt>
        cpu <meter min={0} max={1} value={value.cpu} />
      </dt>
      <dd>
        {Math.round(100 * value.cpu)} % of {value.cores}
      </dd>
      <dt>
        memory <meter min={0} max={value.memoryBytes} value={used} />
      </dt>
      <dd>{bytesText(used)}</dd>
    </dl>
  );
}

function Nothing({ named }: { readonly named: string | undefined }) {
  if (!connected.value) return null;
  return (
    <div class="live-nothing">
      {named === undefined ? <h2>No sessions yet</h2> : <h2>Session {named} is not known any more</h2>}
      <p class="quiet">
        {named === undefined
          ? "What clients send to this server appears here while it is reconstructed. Send a file, or a phantom:"
          : "The last 100 sessions are kept, until the server is restarted."}
      </p>
      {named === undefined && <pre>{"larmor phantom -o scan.h5\nlarmor send scan.h5 -c cartesian"}</pre>}
      <LogView session={undefined} />
    </div>
  );
}
