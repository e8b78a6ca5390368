// Reads files and chains for the page of a server.
import { parentPort, workerData } from "node:worker_threads";
import { contentsApp } from "../app/viewing/contents-app.ts";
import type { PageContents } from "../app/viewing/page-contents.ts";
import { answerRequests } from "../viewer/thread/index.ts";

answerRequests(await contentsApp(workerData as PageContents), parentPort!);
