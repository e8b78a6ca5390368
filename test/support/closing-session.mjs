/** What a session module does that answers CLOSE to whoever connects, as soon as that has ended its side, and ends. */
export function serveClose() {
  process.on("message", (_handover, socket) => {
    socket.allowHalfOpen = true;
    socket.resume();
    socket.on("end", () => socket.end(Buffer.from([4, 0])));
    socket.on("close", () => process.exit(0));
  });
  process.send("ready");
}
