// A worker thread of the pool: runs one task after another on memory that it shares with the thread that sends them.
import { parentPort } from "node:worker_threads";
import { plainError } from "../errors/index.ts";
import type { BufferRange, RunRequest, RunResponse, WorkerRequest } from "../pool/index.ts";

type RunFunction = (parameters: unknown, input: Float32Array, output: Float32Array) => void;
type Functions = Readonly<Record<string, RunFunction>>;

const buffers = new Map<number, Float32Array>();
/** By their module; those of built-in tasks by `undefined`. */
const loaded = new Map<string | undefined, Functions>();

parentPort!.on("message", (request: WorkerRequest) => {
  if (request.kind === "add-buffer") buffers.set(request.id, request.floats);
  else if (request.kind === "remove-buffer") buffers.delete(request.id);
  else void run(request).then((response) => parentPort!.postMessage(response));
});

async function run({ id, task, parameters, input, output }: RunRequest): Promise<RunResponse> {
  // Before the first await: a buffer may be removed while a module is loading.
  const [source, target] = [rangeOf(input), rangeOf(output)];
  try {
    const runTask = await functionOf(task);
    runTask(parameters, source, target);
    return { id };
  } catch (thrown) {
    return { id, error: plainError(thrown) };
  }
}

function rangeOf({ bufferId, length }: BufferRange): Float32Array {
  return buffers.get(bufferId)!.subarray(0, length);
}

async function functionOf({ module, name }: RunRequest["task"]): Promise<RunFunction> {
  const functions = loaded.get(module) ?? (await load(module));
  loaded.set(module, functions);
  const task = functions[name];
  if (task === undefined) throw new RangeError(`unknown task '${name}'${module === undefined ? "" : ` in ${module}`}`);
  return task;
}

async function load(module: string | undefined): Promise<Functions> {
  if (module !== undefined) return import(module);
  const { builtInTasks } = await import("../numerics/tasks/index.ts");
  return Object.fromEntries(builtInTasks.map(({ name, run }) => [name, run as RunFunction]));
}
