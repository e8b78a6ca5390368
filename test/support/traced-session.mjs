// A session module that records in a file why each process was started, and answers with CLOSE.
import { appendFileSync } from "node:fs";
import { serveClose } from "./closing-session.mjs";

const [, , trace, why] = process.argv;
appendFileSync(trace, `${why}\n`);
serveClose();
