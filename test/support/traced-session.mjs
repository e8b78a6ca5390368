// A session module that records in a file that its process was started, and answers with CLOSE.
import { appendFileSync } from "node:fs";
import { serveClose } from "./closing-session.mjs";

appendFileSync(process.argv[2], ".");
serveClose();
