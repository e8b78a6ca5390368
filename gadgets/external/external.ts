import Type from "typebox";
import { parseAddress, programLink, serverLink, throughServer } from "../../src/external/mrd-server/index.ts";
import { besideChain, defineGadget } from "../../src/gadget-api/index.ts";
import { messageLimitDefaults } from "../../src/mrd/index.ts";

const kinds = ["acquisition", "waveform", "image"] as const;

/**
 * Any MRD server as a step: one that runs already (`connect`), or a program that is started for the session (`execute`): a
 * server, which is given a free port in place of `{port}`, or without that a program that speaks MRD on its standard input and
 * output. It gets config, header, parameters and the messages, then CLOSE; what it sends goes on in the chain, its texts go to the
 * client. Neither side waits for the other longer than it must: a peer that can't take more stops the client, and a client that
 * can't take more stops the peer. The connection and the program end with the session.
 */
export default defineGadget({
  name: "external",
  summary: "Send messages to another MRD server, and go on with what it sends back.",
  in: kinds,
  out: kinds,
  flow: { kinds: { in: "send", out: "returns" } },
  runtime: { external: true },
  parameters: {
    connect: Type.String({ default: "", description: "Address of a running server, host:port." }),
    execute: Type.Array(Type.String(), {
      default: [],
      trusted: true,
      description:
        "Program to start and its arguments; `{port}` is where it has to listen, and a path that begins with ./ or ../ is " +
        "beside the chain's file.",
    }),
    config: Type.String({ default: "default", description: "Name of the config that the server is to run." }),
    configText: Type.String({ default: "", description: "A config's text, in place of its name." }),
    parameters: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      description: "Sent after the header as the parameters of a JSON text.",
    }),
    send: Type.Array(Type.Enum([...kinds]), {
      minItems: 1,
      uniqueItems: true,
      default: [...kinds],
      description: "Kinds of messages that go there; the others pass.",
    }),
    returns: Type.Array(Type.Enum([...kinds]), {
      uniqueItems: true,
      default: [...kinds],
      description: "Kinds of messages that may come back.",
    }),
    timeoutSeconds: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      default: 300,
      description: "How long the server may be silent while something is expected of it.",
    }),
    connectTimeoutSeconds: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      default: 30,
      description: "How long it may take to reach the server, or the program to listen.",
    }),
  },
  validate({ connect, execute }) {
    if ((connect === "") === (execute.length === 0)) return "one of 'connect' and 'execute' has to be given, not both";
    if (connect === "" || parseAddress(connect) !== undefined) return undefined;
    return `'connect' is '${connect}'; write host:port, such as 127.0.0.1:9002 or [::1]:9002`;
  },
  create({ credit, drained, folder, headerText, maxBytes, report }, { connect, execute, config, configText, ...rest }) {
    const timeoutMs = 1000 * rest.connectTimeoutSeconds;
    const words = execute.map((word) => besideChain(folder, word));
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
