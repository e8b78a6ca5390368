import Type from "typebox";
import { parseAddress, programLink, serverLink, throughServer } from "../../src/external/mrd-server/index.ts";
import { defineGadget, resolvePath } from "../../src/gadget-api/index.ts";
import { messageLimitDefaults } from "../../src/mrd/index.ts";

const kinds = ["acquisition", "waveform", "image"] as const;

/**
 * Uses an MRD server as a step: a running one (`connect`), or a program started for the session (`execute`). The
 * program is a server, which is given a free port in place of `{port}`, or without that it reads and writes MRD on its
 * standard input and output. It receives config, header, parameters and messages, then CLOSE. Data that it sends
 * continue in the chain; its texts are sent to the client. Backpressure applies in both directions: a slow server
 * pauses the client, and a slow client pauses the server. The connection and the program end with the session.
 */
export default defineGadget({
  name: "external",
  summary: "Send messages to another MRD server, and continue with what it returns.",
  in: kinds,
  out: kinds,
  flow: { kinds: { in: "send", out: "returns" } },
  runtime: { external: true },
  parameters: {
    connect: Type.String({ default: "", address: true, description: "Address of a running server, host:port." }),
    execute: Type.Array(Type.String(), {
      default: [],
      trusted: true,
      examples: [["python3", "./step.py"]],
      description:
        "Program to start and its arguments; `{port}` is the port to listen on, and a path that starts with ./ or ../ is " +
        "relative to the folder of the chain's file.",
    }),
    config: Type.String({ default: "default", description: "Name of the config that the server runs." }),
    configText: Type.String({ default: "", chainText: true, description: "Text of a config, instead of its name." }),
    parameters: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      description: "Parameters, sent after the header as a JSON text.",
    }),
    send: Type.Array(Type.Enum([...kinds]), {
      minItems: 1,
      uniqueItems: true,
      default: [...kinds],
      description: "Kinds of messages to send; all others bypass the step.",
    }),
    returns: Type.Array(Type.Enum([...kinds]), {
      uniqueItems: true,
      default: [...kinds],
      description: "Kinds of messages that may be returned.",
    }),
    timeoutSeconds: Type.Number({
      exclusiveMinimum: 0,
      maximum: 86400,
      default: 300,
      description: "How long the server may be silent while a response is expected.",
    }),
    connectTimeoutSeconds: Type.Number({
      exclusiveMinimum: 0,
      maximum: 3600,
      default: 30,
      description: "Time limit for connecting to the server, or for the program to listen.",
    }),
  },
  validate({ connect, execute }) {
    if ((connect === "") === (execute.length === 0)) return "set either 'connect' or 'execute'";
    if (connect === "" || parseAddress(connect) !== undefined) return undefined;
    return `'connect' is '${connect}'; write host:port, such as 127.0.0.1:9002 or [::1]:9002`;
  },
  create({ credit, drained, folder, headerText, maxBytes, report }, { connect, execute, config, configText, ...rest }) {
    const timeoutMs = 1000 * rest.connectTimeoutSeconds;
    const words = execute.map((word) => resolvePath(folder, word));
    const onLine = (line: string) => report("debug", line);
    return throughServer({
      open: connect === "" ? programLink(words, { timeoutMs, onLine }) : serverLink(parseAddress(connect)!, timeoutMs),
      handshake: {
        config: configText === "" ? { kind: "config-file", name: config } : { kind: "config-text", text: configText },
        header: headerText(),
        parameters:
          Object.keys(rest.parameters).length > 0 ? JSON.stringify({ parameters: rest.parameters }) : undefined,
      },
      limits: { maxMessageBytes: Math.min(messageLimitDefaults.maxMessageBytes, maxBytes) },
      idleMs: 1000 * rest.timeoutSeconds,
      returns: rest.returns,
      credit,
      drained,
      onText: report,
    });
  },
});
