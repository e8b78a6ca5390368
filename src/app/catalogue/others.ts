import type { BartErrorCode } from "../../external/bart/index.ts";
import type { PeerErrorCode } from "../../external/mrd-server/index.ts";
import type { ProgramErrorCode } from "../../processes/index.ts";
import type { Entries } from "./entry.ts";

export const bart: Entries<BartErrorCode> = {
  "not-installed": {
    meaning: "There is no `bart` on the PATH.",
    remedy: "Install BART, or start the server with its PATH.",
  },
  "bad-command": {
    meaning: "A command of a `bart` step can't be run as it is written.",
    remedy: "Correct the chain; docs/external.md says what a command may hold.",
  },
  failed: { meaning: "A command of BART ended with an error.", remedy: "The message has its last lines." },
  "bad-result": {
    meaning: "BART's result is missing, or its dimensions don't fit.",
    remedy: "Let the last command write {out}, in the dimensions that the message names.",
  },
};

export const program: Entries<ProgramErrorCode> = {
  "empty-command": { meaning: "A step names no program to start.", remedy: "Correct `execute` in the chain." },
  "not-startable": {
    meaning: "There is no such program, or it may not be run.",
    remedy: "Correct its path in the chain, or the server's PATH, or make it executable.",
  },
  "no-guard": {
    meaning: "The shell that would end a program together with its session can't be started.",
    remedy: "Install `sh`, or make room for processes.",
  },
};

export const peer: Entries<PeerErrorCode> = {
  unreachable: {
    meaning: "Nobody listens at the address of an `external` step, or not in time.",
    remedy: "Start that server, correct `connect`, or raise the step's timeout.",
  },
  silent: {
    meaning: "Another server does nothing with what it was given, for too long.",
    remedy: "Look at its log, or raise the step's timeout.",
  },
  died: { meaning: "The program of an `external` step ended.", remedy: "The message has its last lines." },
  closed: {
    meaning: "Another server ended the connection before its time.",
    remedy: "Look at its log: it may have failed without a word.",
  },
  "not-mrd": {
    meaning: "What another server sends is no MRD.",
    remedy: "Check its address; a program must print nothing else on its standard output.",
  },
  "unexpected-data": {
    meaning: "Another server sends data of a kind that was not asked for.",
    remedy: "Name the kind in the step's `makes`, or correct the server.",
  },
  failed: { meaning: "Another server says that it failed.", remedy: "The message has its words." },
};
