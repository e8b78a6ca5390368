// A session module that notes in a file what each process was started as, and answers CLOSE.
import { appendFileSync } from "node:fs";
import { serveClose } from "./closing-session.mjs";

const [, , trace, why] = process.argv;
appendFileSync(trace, `${why}\n`);
serveClose();
