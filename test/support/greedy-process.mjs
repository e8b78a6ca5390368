// A process that keeps taking the resource named by its argument.
const kept = [];
const takes = {
  memory: () => setInterval(() => kept.push(Buffer.alloc(2 ** 24, 1)), 1),
  heap: () => setInterval(() => kept.push(Array.from({ length: 100_000 }, (_, i) => ({ i }))), 1),
  time: () => {
    process.send("busy");
    for (;;);
  },
  little: () => setTimeout(() => process.exit(3), 400),
};
takes[process.argv[2]]();
