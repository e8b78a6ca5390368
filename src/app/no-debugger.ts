// Node opens its debugger at SIGUSR1, to everyone on this machine, unless the signal has a handler. `node --inspect`
// still opens it. Imported for this effect, before anything else.
process.on("SIGUSR1", () => {});
