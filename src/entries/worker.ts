// A thread of the pool: does one job after the other, on memory that it shares with the thread that sends them.
import { parentPort } from "node:worker_threads";
import { plainError } from "../errors/index.ts";
import type { Job, Order, Outcome } from "../pool/index.ts";

type Tasks = Readonly<Record<string, (parameters: unknown, input: Float32Array, output: Float32Array) => void>>;

const memories = new Map<number, Float32Array>();
const modules = new Map<string, Tasks>();

parentPort!.on("message", (order: Order) => {
  if (order.kind === "memory") memories.set(order.number, order.floats);
  else if (order.kind === "forget") memories.delete(order.number);
  else void work(order).then((outcome) => parentPort!.postMessage(outcome));
});

async function work({ id, module, name, parameters, input, output }: Job): Promise<Outcome> {
  // Taken now: while the module is loaded, the memory might be told to be forgotten.
  const [source, target] = [input, output].map(([number, length]) => memories.get(number)!.subarray(0, length));
  try {
    let tasks = modules.get(module);
    if (tasks === undefined) {
      tasks = (await import(module)) as Tasks;
      modules.set(module, tasks);
    }
    tasks[name]!(parameters, source!, target!);
    return { id };
  } catch (thrown) {
    return { id, error: plainError(thrown) };
  }
}
