import { defineErrors } from "../errors/index.ts";

/** A program that can't be started. The message names it, says why, and what to do. */
export class ProgramError extends defineErrors("program", {
  "empty-command": { meaning: "A step names no program to start.", remedy: "Correct `execute` in the chain." },
  "not-startable": {
    meaning: "There is no such program, or this user may not run it.",
    remedy: "Correct its path in the chain, or the server's PATH, or make it executable.",
  },
  "no-guard": {
    meaning: "The shell that would end a program together with its session can't be started.",
    remedy: "Install `sh`, or allow more processes.",
  },
}) {}
