/** What may outlast a session in its process: what keeps the event loop alive, and listeners of the process. */
export interface Leftovers {
  readonly resources: ReadonlyMap<string, number>;
  readonly listeners: ReadonlyMap<string | symbol, number>;
}

/** What there is now. */
export function currentLeftovers(): Leftovers {
  const resources = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) resources.set(kind, (resources.get(kind) ?? 0) + 1);
  return { resources, listeners: new Map(process.eventNames().map((name) => [name, process.listenerCount(name)])) };
}

/** What there is now and was not there before, such as `1 Timeout`; empty if there is nothing. */
export function leftoversSince(before: Leftovers): string[] {
  const now = currentLeftovers();
  return (["resources", "listeners"] as const).flatMap((what) =>
    [...now[what]].flatMap(([name, count]) => {
      const more = count - ((before[what] as ReadonlyMap<string | symbol, number>).get(name) ?? 0);
      if (more <= 0) return [];
      return [`${more} ${String(name)}${what === "listeners" ? " listener" : ""}`];
    }),
  );
}
