import { type Context, Hono } from "hono";
import Type from "typebox";
import type { GadgetEntry } from "../api/index.ts";
import type { EditableChains } from "../chains/index.ts";
import type { DataFolder } from "../data/index.ts";
import type { JobQueue } from "../jobs/index.ts";
import { pathOf } from "./data-routes.ts";
import { bodyOf, requireJson } from "./json-body.ts";
import { numberOf } from "./parameters.ts";

const Save = Type.Object({ text: Type.String(), version: Type.Union([Type.String(), Type.Null()]) });
const Check = Type.Object({ name: Type.String(), text: Type.String() });
const Start = Type.Object({
  kind: Type.Union([Type.Literal("explain"), Type.Literal("run")]),
  chain: Type.String(),
  text: Type.Optional(Type.String()),
  input: Type.String(),
  parameters: Type.Record(Type.String(), Type.String()),
});

export interface ChainRoutesOptions {
  readonly chains: EditableChains;
  readonly jobs: JobQueue;
  /** `undefined`: no file can be chosen. */
  readonly data: DataFolder | undefined;
  gadgets(): Promise<readonly GadgetEntry[]>;
}

/** What the page requests about chains, and to run them. */
export function chainRoutes({ chains, jobs, data, gadgets }: ChainRoutesOptions): Hono {
  const app = new Hono();
  app.use(requireJson);
  app.get("/gadgets", async (context) => context.json(await gadgets()));
  app.get("/chains", async (context) => context.json(await chains.list()));
  app.post("/chains/check", async (context) => {
    const { name, text } = await bodyOf(context, Check);
    return context.json(await chains.check(name, text));
  });
  app.get("/chains/:name", async (context) => context.json(await chains.read(context.req.param("name"))));
  app.put("/chains/:name", async (context) => {
    const { text, version } = await bodyOf(context, Save);
    return context.json({ version: await chains.save(context.req.param("name"), text, version) });
  });
  app.get("/jobs", (context) => context.json(jobs.jobs));
  app.post("/jobs", async (context) => {
    const { text, ...request } = await bodyOf(context, Start);
    const inputPath = await pathOf(data, request.input);
    await chains.requireRunnable(request.chain, text, request.parameters);
    return context.json(jobs.add({ ...request, ...(text !== undefined && { text }), inputPath }));
  });
  app.delete("/jobs/:id", (context: Context) => {
    jobs.cancel(numberOf("id", context.req.param("id") ?? ""));
    return context.json({});
  });
  return app;
}
