import type { Command } from "commander";

/** Each command is loaded when it is called, all of them for the help: loading the others would delay a command. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./serve.ts")).serve,
  send: async () => (await import("./send.ts")).send,
  replay: async () => (await import("./replay.ts")).replay,
  run: async () => (await import("./run.ts")).run,
  convert: async () => (await import("./convert.ts")).convert,
  phantom: async () => (await import("./phantom.ts")).phantom,
  info: async () => (await import("./info.ts")).info,
  why: async () => (await import("./why.ts")).why,
  doctor: async () => (await import("./doctor.ts")).doctor,
  view: async () => (await import("./view.ts")).view,
  png: async () => (await import("./png.ts")).png,
  check: async () => (await import("./check.ts")).check,
  explain: async () => (await import("./explain.ts")).explain,
  new: async () => (await import("./new.ts")).create,
  test: async () => (await import("./test.ts")).test,
  gadgets: async () => (await import("./gadgets.ts")).gadgets,
  pipelines: async () => (await import("./pipelines.ts")).pipelines,
  schema: async () => (await import("./schema.ts")).schema,
  errors: async () => (await import("./errors.ts")).errors,
  translate: async () => (await import("./translate.ts")).translate,
  demo: async () => (await import("./demo.ts")).demo,
};
