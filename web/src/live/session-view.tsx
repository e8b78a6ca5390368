import { useEffect, useState } from "preact/hooks";
import type { SessionSummary } from "../../../src/viewer/api/index.ts";
import { detail } from "./connection.ts";
import { bytesText, clockText, countText, secondsText } from "./format.ts";
import { ImagesView } from "./images-view.tsx";
import { KSpaceView } from "./kspace-view.tsx";
import { LogView } from "./log-view.tsx";
import { NoiseView } from "./noise-view.tsx";
import { stateOf } from "./state.ts";
import { StepsView } from "./steps-view.tsx";

/** One session: how far it is, its images, chain, lines, noise and log. */
export function SessionView({ session }: { readonly session: SessionSummary }) {
  const known = detail.value?.session === session.session ? detail.value.detail : undefined;
  return (
    <article class="live-session" aria-label={`session ${session.session}`}>
      <Header session={session} lines={known?.lines} expected={known?.expectedLines} patient={known?.patient} />
      <Failure session={session} />
      {(session.endedAt === undefined || session.chain !== undefined) && (
        <>
          <div class="live-columns">
            <ImagesView session={session} />
            <div class="live-side">
              <KSpaceView states={known?.kSpace ?? []} />
              <NoiseView coils={known?.noise ?? []} />
            </div>
          </div>
          <StepsView steps={known?.steps ?? []} />
        </>
      )}
      <LogView session={session.session} />
    </article>
  );
}

interface HeaderProps {
  readonly session: SessionSummary;
  readonly lines: number | undefined;
  readonly expected: number | undefined;
  readonly patient: string | undefined;
}

function Header({ session, lines = 0, expected, patient }: HeaderProps) {
  const state = stateOf(session);
  const isRunning = session.endedAt === undefined;
  const now = useNow(isRunning);
  const seconds = Math.max(0, (session.endedAt ?? now) - session.startedAt) / 1000;
  const average = (count: number) => (seconds > 0 ? count / seconds : 0);
  const rate = isRunning ? session.bytesPerSecond : average(session.bytesRead);
  const readoutRate = isRunning ? session.readoutsPerSecond : average(session.readouts);
  return (
    <header class="live-header">
      <h2>
        <span class={`live-dot ${state}`} role="img" aria-label={state} /> Session {session.session}
        <span class="live-chain">{session.chain ?? (isRunning ? "chain not chosen yet" : "no chain")}</span>
        {patient !== undefined && <span class="live-patient">{patient}</span>}
        <span class="live-state quiet">
          {state} · from {session.peer} at {clockText(session.startedAt)}
          {session.waitedSeconds >= 0.1 && ` · waited ${secondsText(session.waitedSeconds)}`}
        </span>
      </h2>
      {expected !== undefined && (
        <progress max={expected} value={Math.min(lines, expected)} aria-label="lines received" />
      )}
      <dl class="live-facts">
        <Fact name="readouts" value={countText(session.readouts)} more={`${countText(readoutRate)} /s`} />
        {expected !== undefined && (
          <Fact
            name="lines"
            value={`${countText(lines)} of ${countText(expected)}`}
            more={`${Math.floor((100 * Math.min(lines, expected)) / expected)} %`}
          />
        )}
        <Fact name="received" value={bytesText(session.bytesRead)} more={`${bytesText(rate)}/s`} />
        <Fact name="images sent" value={countText(session.sent)} more={bytesText(session.bytesWritten)} />
        {session.images > 0 && <Fact name="images received" value={countText(session.images)} />}
        {session.waveforms > 0 && <Fact name="waveforms" value={countText(session.waveforms)} />}
        <Fact name="memory" value={bytesText(session.residentBytes)} />
        <Fact
          name="processor"
          value={secondsText(detail.value?.session === session.session ? detail.value.detail.cpuSeconds : 0)}
        />
        <Fact name="duration" value={secondsText(seconds)} />
      </dl>
    </header>
  );
}

function Fact({ name, value, more }: { readonly name: string; readonly value: string; readonly more?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value} {more !== undefined && <span class="quiet">{more}</span>}
      </dd>
    </div>
  );
}

function Failure({ session: { state, failure } }: { readonly session: SessionSummary }) {
  if (state !== "failed") return null;
  return (
    <div class="live-failure" role="alert">
      <p>{failure?.text ?? "the session has failed; its log says why"}</p>
      {failure?.meaning !== undefined && (
        <p class="live-remedy">
          <b>{failure.meaning}</b> {failure.remedy}
        </p>
      )}
      {failure !== undefined && failure.code !== "" && <code>{failure.code}</code>}
    </div>
  );
}

/** The time, while it runs. */
function useNow(runs: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
