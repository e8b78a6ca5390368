/** Runs a session module that answers each client with CLOSE as soon as it has ended its side, and then exits. */
export function serveClose() {
  process.once("message", (_handover, socket) => {
    socket.allowHalfOpen = true;
    socket.resume();
    socket.on("end", () => socket.end(Buffer.from([4, 0])));
    socket.on("close", () => process.exit(0));
  });
  process.send("ready");
  process.send("warm");
}
