import { expect, it } from "vitest";
import { builtIn } from "./built-in.ts";

interface Schema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** The integers and times among parameters, at any depth. */
function counts(name: string, schema: Schema): [name: string, schema: Schema][] {
  const isCount = schema.type === "integer" || (schema.type === "number" && /Seconds$/.test(name));
  const inner = [
    ...Object.entries(schema.properties ?? {}).map(([key, each]) => counts(`${name}.${key}`, each)),
    ...[schema.items ?? [], schema.anyOf ?? []].flat().map((each) => counts(name, each)),
  ];
  return [...(isCount ? [[name, schema] as [string, Schema]] : []), ...inner.flat()];
}

it("every count and time that a client can set has a maximum", () => {
  const all = [...builtIn.values()].flatMap(({ gadget }) => counts(gadget.name, gadget.schema as Schema));
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter(([, { maximum }]) => maximum === undefined).map(([name]) => name)).toEqual([]);
});

it("the iterations of built-in gadgets are few", () => {
  const all = [...builtIn.values()].flatMap(({ gadget }) => counts(gadget.name, gadget.schema as Schema));
  const iterations = all.filter(([name]) => /iterations$/i.test(name));
  expect(iterations.length).toBeGreaterThan(1);
  for (const [name, { maximum }] of iterations) expect(maximum, name).toBeLessThanOrEqual(1000);
});
