import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { ServerObserver, SessionReport, StartedSession } from "../supervisor/observer.ts";
import type { ServerStatus } from "../supervisor/supervisor.ts";

/** A running session, as `/sessions` shows it. */
export interface SessionState extends StartedSession, Partial<Omit<SessionReport, "errors">> {
  readonly seconds: number;
}

interface Running {
  readonly started: StartedSession;
  readonly since: number;
  report: SessionReport | undefined;
}

/** Counters of a report, and their names as metrics. */
const reportCounters = {
  readouts: ["larmor_readouts_total", "Readouts received."],
  waveforms: ["larmor_waveforms_total", "Waveforms received."],
  images: ["larmor_images_received_total", "Images received."],
  sent: ["larmor_images_total", "Messages sent as results: images, and waveforms that a chain forwards."],
  bytesRead: ["larmor_received_bytes_total", "Bytes received."],
  bytesWritten: ["larmor_sent_bytes_total", "Bytes sent."],
} as const satisfies Partial<Record<keyof SessionReport, readonly [string, string]>>;

/** Durations of sessions in seconds, from those of a test to those of a long scan. */
const DURATION_BUCKETS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000];

/** Counts the sessions of a server and what they did, for Prometheus. */
export class Metrics implements ServerObserver {
  readonly #registry = new Registry();
  /** Memory and time of the process itself. */
  readonly #process = new Registry();
  readonly #running = new Map<number, Running>();
  readonly #counters: Readonly<Record<keyof typeof reportCounters, Counter>>;
  readonly #started: Counter;
  readonly #reused: Counter;
  readonly #died: Counter;
  readonly #durations: Histogram;
  readonly #stepSeconds: Counter<"gadget">;
  readonly #errors: Counter<"code">;

  /** @param status of the server, evaluated for each request */
  constructor(version: string, status: () => ServerStatus) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#process });
    const info = { name: "larmor_build_info", help: "Version.", labelNames: ["version", "node"] as const, registers };
    new Gauge(info).set({ version, node: process.version }, 1);
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    gauge("larmor_ready", "Whether clients can be served.", () => Number(status().blocker === undefined));
    gauge("larmor_sessions_running", "Running sessions.", () => status().running);
    gauge("larmor_sessions_waiting", "Queued clients.", () => status().waiting);
    gauge("larmor_sessions_most", "Maximum number of sessions that run at the same time.", () => status().maxSessions);
    gauge("larmor_sessions_resident_bytes", "Memory of the processes of running sessions.", () =>
      [...this.#running.values()].reduce((sum, { report }) => sum + (report?.residentBytes ?? 0), 0),
    );
    const sessionOfProcess = new Gauge({
      name: "larmor_session_of_process",
      help: "For each running session: how many sessions its process has served, with this one.",
      labelNames: ["session", "pid"] as const,
      registers,
      collect: () => {
        sessionOfProcess.reset();
        for (const { session, pid, sessionOfProcess: number } of this.sessions)
          sessionOfProcess.set({ session, pid: pid ?? "" }, number);
      },
    });
    this.#counters = Object.fromEntries(
      Object.entries(reportCounters).map(([key, [name, help]]) => [key, new Counter({ name, help, registers })]),
    ) as unknown as Record<keyof typeof reportCounters, Counter>;
    this.#started = new Counter({ name: "larmor_sessions_total", help: "Sessions started.", registers });
    this.#reused = new Counter({
      name: "larmor_sessions_reused_total",
      help: "Sessions that were given to a process which had served others.",
      registers,
    });
    this.#died = new Counter({
      name: "larmor_sessions_died_total",
      help: "Sessions whose process crashed or was killed.",
      registers,
    });
    this.#durations = new Histogram({
      name: "larmor_session_seconds",
      help: "Durations of sessions.",
      buckets: DURATION_BUCKETS,
      registers,
    });
    this.#stepSeconds = new Counter({
      name: "larmor_step_seconds_total",
      help: "Time of steps in the main threads of sessions, by gadget.",
      labelNames: ["gadget"],
      registers,
    });
    this.#errors = new Counter({
      name: "larmor_errors_total",
      help: "Errors, by code; docs/errors.md explains each.",
      labelNames: ["code"],
      registers,
    });
  }

  /** The metrics as Prometheus reads them. */
  async text(): Promise<{ readonly type: string; readonly text: string }> {
    const sessions = await this.#registry.metrics();
    // Without /proc, as in some chroots, the system does not report them.
    const process = await this.#process.metrics().catch(() => "");
    return { type: this.#registry.contentType, text: `${sessions}${process}` };
  }

  /** The running sessions. */
  get sessions(): readonly SessionState[] {
    return [...this.#running.values()].map(({ started, since, report }) => {
      const { errors: _, ...counts } = report ?? { errors: {} };
      return { ...started, seconds: secondsSince(since), ...counts };
    });
  }

  started(started: StartedSession): void {
    // A session that another process had to take over is the same session.
    if (!this.#running.has(started.session)) this.#started.inc();
    if (started.sessionOfProcess > 1) this.#reused.inc();
    this.#running.set(started.session, { started, since: performance.now(), report: undefined });
  }

  reported(session: number, report: SessionReport): void {
    const running = this.#running.get(session);
    if (running === undefined) return;
    const previous = running.report;
    running.report = report;
    for (const key of Object.keys(reportCounters) as (keyof typeof reportCounters)[]) {
      this.#counters[key].inc(Math.max(0, report[key] - (previous?.[key] ?? 0)));
    }
    for (const [gadget, seconds] of Object.entries(report.stepSeconds)) {
      this.#stepSeconds.inc({ gadget }, Math.max(0, seconds - (previous?.stepSeconds[gadget] ?? 0)));
    }
    for (const [code, count] of Object.entries(report.errors)) {
      this.#errors.inc({ code }, Math.max(0, count - (previous?.errors[code] ?? 0)));
    }
  }

  ended(session: number, died: boolean): void {
    const running = this.#running.get(session);
    this.#running.delete(session);
    if (running !== undefined) this.#durations.observe(secondsSince(running.since));
    if (died) this.#died.inc();
  }

  refused(code: string): void {
    this.#errors.inc({ code });
  }
}

function secondsSince(since: number): number {
  return Number(((performance.now() - since) / 1000).toFixed(3));
}
