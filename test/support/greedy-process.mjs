// A process that keeps taking the resource named by its argument.
import { spawn } from "node:child_process";

const kept = [];
const takes = {
  memory: () => setInterval(() => kept.push(Buffer.alloc(2 ** 24, 1)), 1),
  heap: () => setInterval(() => kept.push(Array.from({ length: 100_000 }, (_, i) => ({ i }))), 1),
  time: () => {
    process.send("busy");
    for (;;);
  },
  program: () => spawn(process.execPath, ["-e", "globalThis.kept = Buffer.alloc(4e8, 1); setTimeout(() => {}, 20000)"]),
  little: () => setTimeout(() => process.exit(3), 400),
};
takes[process.argv[2]]();
