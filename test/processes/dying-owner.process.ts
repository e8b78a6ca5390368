/** Starts a program, prints where it runs, and waits to be killed. */
import { Workplace } from "../../src/processes/index.ts";

const workplace = await Workplace.open();
const { id } = await workplace.start(["sleep", "1000"]);
process.send!({ folder: workplace.folder, id });
setInterval(() => {}, 1000);
