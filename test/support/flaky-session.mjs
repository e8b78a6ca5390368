// A session module whose first starts die or hang, as many as its second argument says; later ones answer with CLOSE.
import { appendFileSync, existsSync, statSync } from "node:fs";
import { serveClose } from "./closing-session.mjs";

const [, , starts, failures, how] = process.argv;
const before = existsSync(starts) ? statSync(starts).size : 0;
if (before < Number(failures)) {
  appendFileSync(starts, ".");
  if (how === "exit") process.exit(1);
  setInterval(() => {}, 1000);
} else serveClose();
