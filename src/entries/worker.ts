// A worker thread of the pool: runs one task after another on memory that it shares with the thread that sends them.
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { plainError } from "../errors/index.ts";
import { type PoolTask, type RunRequest, type RunResponse, runTask, type WorkerRequest } from "../pool/index.ts";
import { collectGarbage } from "../pool/threads/index.ts";

type Task = Pick<PoolTask<unknown>, "run" | "assemble">;
type Tasks = Readonly<Record<string, Task>>;

const buffers = new Map<number, SharedArrayBuffer>();
/** By their module; the built-in ones by `undefined`. */
const loaded = new Map<string | undefined, Promise<Tasks>>();
let parameters: unknown;
const responses = workerData as MessagePort;

parentPort!.on("message", (request: WorkerRequest) => {
  if (request.kind === "add-buffer") {
    buffers.set(request.id, request.buffer);
    // So that the first task does not wait for its module. An error is that of the task.
    tasksOf(undefined).catch(() => {});
  } else if (request.kind === "remove-buffer") buffers.delete(request.id);
  else if (request.kind === "collect-garbage") {
    collectGarbage();
    responses.postMessage({ id: request.id });
  } else void run(request).then((response) => responses.postMessage(response));
});

async function run(request: RunRequest): Promise<RunResponse> {
  const { id, task, layout } = request;
  try {
    // Before the first await: the next request may change them while a module is loading.
    if (request.parameters !== undefined) parameters = request.parameters.value;
    const ownParameters = parameters;
    const [inputs, outputs] = [arraysOf(request.inputs), arraysOf(request.outputs) as Float32Array[]];
    runTask(await taskNamed(task), ownParameters, { inputs, outputs, layout });
    return { id };
  } catch (thrown) {
    return { id, error: plainError(thrown) };
  }
}

function arraysOf(ranges: Int32Array): (Float32Array | Uint8Array)[] {
  const { BYTES_PER_ELEMENT } = Float32Array;
  const arrays: (Float32Array | Uint8Array)[] = [];
  for (let i = 0; i < ranges.length; i += 4) {
    const buffer = buffers.get(ranges[i]!)!;
    const [start, shift, length] = [ranges[i + 1]! * BYTES_PER_ELEMENT, ranges[i + 2]!, ranges[i + 3]!];
    arrays.push(
      shift === 0
        ? new Float32Array(buffer, start, length)
        : new Uint8Array(buffer, start + shift, length * BYTES_PER_ELEMENT),
    );
  }
  return arrays;
}

async function taskNamed({ module, name }: RunRequest["task"]): Promise<Task> {
  const task = (await tasksOf(module))[name];
  if (task === undefined) throw new RangeError(`unknown task '${name}'${module === undefined ? "" : ` in ${module}`}`);
  return task;
}

function tasksOf(module: string | undefined): Promise<Tasks> {
  const tasks = loaded.get(module) ?? load(module);
  loaded.set(module, tasks);
  return tasks;
}

async function load(module: string | undefined): Promise<Tasks> {
  if (module !== undefined) {
    const functions = (await import(module)) as Record<string, Task["run"]>;
    return Object.fromEntries(Object.entries(functions).map(([name, run]) => [name, { run }]));
  }
  const { builtInTasks } = await import("../numerics/tasks/index.ts");
  return Object.fromEntries(builtInTasks.map((task) => [task.name, task as unknown as Task]));
}
