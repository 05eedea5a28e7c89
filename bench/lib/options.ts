import { parseArgs } from "node:util";
import { type PeerName, peerNames } from "./peer.ts";
import { type ScenarioName, scenarioNames } from "./scenarios.ts";

export interface Options {
  rounds: number;
  scenarios: readonly ScenarioName[];
  peers: readonly PeerName[];
  /** Named on the command line: such a peer must run, while a default one may be missing on this machine. */
  peersAreExplicit: boolean;
  gatewayCommand: string | undefined;
  writeReadme: boolean;
}

export const usage = `node bench/run.ts [options]
  --rounds N               rounds, medians are taken over them (default 3)
  --scenario a,b           only these: ${scenarioNames.join(", ")}
  --peers a,b              only these: ${peerNames.join(", ")}
  --gateway-command "..."  how to start the gateway (default: this node with dist/main.js, else src/main.ts)
  --no-write               do not write the results into bench/README.md (partial runs never do)`;

export function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: "string", default: "3" },
      scenario: { type: "string" },
      peers: { type: "string" },
      "gateway-command": { type: "string" },
      "no-write": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds takes a whole number from 1, not ${values.rounds}`);
  return {
    rounds,
    scenarios: pick("--scenario", values.scenario, scenarioNames),
    peers: pick("--peers", values.peers, peerNames),
    peersAreExplicit: values.peers !== undefined,
    gatewayCommand: values["gateway-command"],
    writeReadme: !values["no-write"] && values.scenario === undefined,
  };
}

function pick<Name extends string>(flag: string, text: string | undefined, known: readonly Name[]): readonly Name[] {
  if (text === undefined) return known;
  const wanted = text.split(",").map((name) => name.trim());
  for (const name of wanted) {
    if (!known.some((candidate) => candidate === name)) {
      throw new Error(`${flag}: ${name} is unknown; known are ${known.join(", ")}`);
    }
  }
  return known.filter((name) => wanted.includes(name));
}
