export { DisposerStack } from "./disposer-stack.ts";
export { OrderedQueue, type Place } from "./ordered-queue.ts";
export { type Resolvers, withResolvers } from "./with-resolvers.ts";
