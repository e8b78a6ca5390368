// What this room finds by its path: written so that it is right from here and from the chunks of a build, which lie as deep.

/** Where workers of the pool find the functions of all tasks: tasks.ts, built. */
export const taskModule = new URL("../numerics/tasks.js", import.meta.url).href;
