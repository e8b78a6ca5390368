import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { BegunSession, ServerObserver, SessionReport } from "../supervisor/observer.ts";
import type { ServerStatus } from "../supervisor/supervisor.ts";

/** A session that runs, as `/sessions` shows it. */
export interface SessionState extends BegunSession, Partial<Omit<SessionReport, "errors">> {
  readonly seconds: number;
}

interface Running {
  readonly begun: BegunSession;
  readonly since: number;
  report: SessionReport | undefined;
}

/** Counters of a report, by their names as metrics. */
const counted = {
  readouts: ["larmor_readouts_total", "Readouts that came."],
  waveforms: ["larmor_waveforms_total", "Waveforms that came."],
  images: ["larmor_images_received_total", "Images that came."],
  sent: ["larmor_images_total", "Messages that were sent as results: images, and waveforms that a chain forwards."],
  bytesRead: ["larmor_received_bytes_total", "Bytes that came."],
  bytesWritten: ["larmor_sent_bytes_total", "Bytes that were sent."],
} as const satisfies Partial<Record<keyof SessionReport, readonly [string, string]>>;

/** Seconds of sessions, from a test's to a long scan's. */
const DURATIONS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000];

/** Counts what becomes of a server's sessions, for Prometheus. */
export class Metrics implements ServerObserver {
  readonly #registry = new Registry();
  readonly #running = new Map<number, Running>();
  readonly #counters: Readonly<Record<keyof typeof counted, Counter>>;
  readonly #began: Counter;
  readonly #died: Counter;
  readonly #durations: Histogram;
  readonly #stepSeconds: Counter<"gadget">;
  readonly #errors: Counter<"code">;

  /** @param status of the server, asked for when someone looks */
  constructor(version: string, status: () => ServerStatus) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
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
    gauge("larmor_ready", "Whether clients can be taken.", () => Number(status().hindrance === undefined));
    gauge("larmor_sessions_running", "Sessions that run.", () => status().running);
    gauge("larmor_sessions_waiting", "Clients that wait in line.", () => status().waiting);
    gauge("larmor_sessions_most", "Sessions that may run at once.", () => status().maxSessions);
    gauge("larmor_sessions_resident_bytes", "Memory of the processes of the sessions that run.", () =>
      [...this.#running.values()].reduce((sum, { report }) => sum + (report?.residentBytes ?? 0), 0),
    );
    this.#counters = Object.fromEntries(
      Object.entries(counted).map(([key, [name, help]]) => [key, new Counter({ name, help, registers })]),
    ) as unknown as Record<keyof typeof counted, Counter>;
    this.#began = new Counter({ name: "larmor_sessions_total", help: "Sessions that began.", registers });
    this.#died = new Counter({
      name: "larmor_sessions_died_total",
      help: "Sessions whose process ended otherwise than by itself.",
      registers,
    });
    this.#durations = new Histogram({
      name: "larmor_session_seconds",
      help: "How long sessions took.",
      buckets: DURATIONS,
      registers,
    });
    this.#stepSeconds = new Counter({
      name: "larmor_step_seconds_total",
      help: "Time of steps in the sessions' own threads, by gadget.",
      labelNames: ["gadget"],
      registers,
    });
    this.#errors = new Counter({
      name: "larmor_errors_total",
      help: "Failures, by code: docs/errors.md says what each means.",
      labelNames: ["code"],
      registers,
    });
  }

  /** The metrics as Prometheus reads them. */
  async text(): Promise<{ readonly type: string; readonly text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  /** The sessions that run. */
  get sessions(): readonly SessionState[] {
    return [...this.#running.values()].map(({ begun, since, report }) => {
      const { errors: _, ...facts } = report ?? { errors: {} };
      return { ...begun, seconds: secondsSince(since), ...facts };
    });
  }

  began(begun: BegunSession): void {
    this.#began.inc();
    this.#running.set(begun.session, { begun, since: performance.now(), report: undefined });
  }

  reported(session: number, report: SessionReport): void {
    const running = this.#running.get(session);
    if (running === undefined) return;
    const before = running.report;
    running.report = report;
    for (const key of Object.keys(counted) as (keyof typeof counted)[]) {
      this.#counters[key].inc(Math.max(0, report[key] - (before?.[key] ?? 0)));
    }
    for (const [gadget, seconds] of Object.entries(report.stepSeconds)) {
      this.#stepSeconds.inc({ gadget }, Math.max(0, seconds - (before?.stepSeconds[gadget] ?? 0)));
    }
    for (const [code, count] of Object.entries(report.errors)) {
      this.#errors.inc({ code }, Math.max(0, count - (before?.errors[code] ?? 0)));
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
