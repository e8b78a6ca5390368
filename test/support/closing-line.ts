import type { Reporter, TestCase, TestModule, Vitest } from "vitest/node";
import { propertySeed } from "./property-seed.ts";

/**
 * Closes a run with one plain line, "N passed, N failed, N skipped", that any continuous integration can read. Before
 * it are the reasons of skipped tests. In CI, where every package is installed, a missing package is a failure.
 */
export default class ClosingLine implements Reporter {
  #coverage = false;

  onInit({ config }: Vitest): void {
    this.#coverage = config.coverage.enabled;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    const reasons = new Map<string, number>();
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state] += 1;
        if (state === "skipped") reasons.set(reasonOf(test), (reasons.get(reasonOf(test)) ?? 0) + 1);
      }
    }
    const lines = [`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`];
    if (reasons.size > 0) {
      const list = [...reasons].map(([reason, tests]) => `${reason} (${tests})`);
      lines.unshift(`skipped: ${list.join(", ")}`);
    }
    if (count.failed > 0) lines.unshift(`property tests ran with LARMOR_TEST_SEED=${propertySeed}`);
    if (process.env.CI === "true" && [...reasons.keys()].some((reason) => !reason.startsWith("this system"))) {
      lines.unshift("CI skips no test for a missing package, so this run has failed");
      process.exitCode = 1;
    }
    const print = () => console.log(`\n${lines.join("\n")}`);
    if (this.#coverage)
      process.once("exit", print); // the table of coverage comes after this
    else print();
  }
}

/** From the title (`withReason` of peers.ts), or from the test itself when it runs. */
function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  return /\(skipped: ([^)]*)\)/.exec(test.fullName)?.[1] ?? note ?? "no reason given";
}
