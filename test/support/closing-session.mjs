/** What a session module does that answers CLOSE to whoever connects, and ends. */
export function serveClose() {
  process.on("message", (_handover, socket) => {
    socket.end(Buffer.from([4, 0]), () => {
      socket.resume();
      socket.on("close", () => process.exit(0));
      setTimeout(() => process.exit(0), 500);
    });
  });
  process.send("ready");
}
