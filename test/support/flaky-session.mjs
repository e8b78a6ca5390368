// A session module that dies at its first start and answers CLOSE at later ones.
import { existsSync, writeFileSync } from "node:fs";
import { serveClose } from "./closing-session.mjs";

const marker = process.argv[2];
if (!existsSync(marker)) {
  writeFileSync(marker, "");
  process.exit(1);
}
serveClose();
