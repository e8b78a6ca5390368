// A session module that dies at its first start and answers CLOSE at later ones.
import { existsSync, writeFileSync } from "node:fs";

const marker = process.argv[2];
if (!existsSync(marker)) {
  writeFileSync(marker, "");
  process.exit(1);
}
process.on("message", (_handover, socket) => {
  socket.end(Buffer.from([4, 0]), () => {
    socket.resume();
    socket.on("close", () => process.exit(0));
    setTimeout(() => process.exit(0), 500);
  });
});
process.send("ready");
