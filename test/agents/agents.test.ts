import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import type { ToolCall, Wire } from "../upstream/index.ts";
import { furtherProviders, SIGNATURE, startUpstream } from "../upstream/index.ts";
import type { AgentName, Command } from "./install.ts";
import { installAgents } from "./install.ts";
import type { Workplace } from "./run-agent.ts";
import { makeWorkplace, runAgent } from "./run-agent.ts";
import { claude, codex, opencode } from "./set-up.ts";
import { expectHealthy, toolTurn, turnRequests } from "./tool-turn.ts";

const agents = await installAgents();
const upstream = await startUpstream();
const gateway = await startGateway({ upstream, env: furtherProviders(upstream) });

beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

/** Models of other vendors than the agent's own, and the wire in which their providers are asked. */
const MODELS: ReadonlyArray<{ model: string; wire: Wire }> = [
  { model: "nvidia/meta/llama-3.3-70b-instruct", wire: "openai" },
  { model: "openai/gpt-5.6-luna", wire: "responses" },
  { model: "anthropic/claude-haiku-4-5", wire: "anthropic" },
  { model: "google-ai-studio/gemini-3-flash-preview", wire: "gemini" },
  { model: "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0", wire: "bedrock" },
  { model: "cohere/command-a-03-2025", wire: "cohere" },
];

/** Wires whose reasoning carries a signature that its provider wants back. */
const STATEFUL: readonly Wire[] = ["anthropic", "bedrock", "gemini", "responses"];

interface Case {
  readonly agent: AgentName;
  /** Its own wire: on models whose provider speaks it nothing would be translated. */
  readonly speaks: Wire;
  /** It sends signatures of reasoning back. */
  readonly keepsState: boolean;
  /** Reads the file note.txt and writes made.txt, in the agent's own tools. */
  readonly calls: (place: Workplace) => [ToolCall, ToolCall];
  readonly run: (command: Command, place: Workplace, model: string) => Promise<{ said: string }>;
}

const CASES: readonly Case[] = [
  {
    agent: "claude",
    speaks: "anthropic",
    keepsState: true,
    calls: ({ work }) => [
      call("call_read", "Read", { file_path: join(work, "note.txt") }),
      call("call_write", "Write", { file_path: join(work, "made.txt"), content: "made\n" }),
    ],
    run: async (command, place, model) => {
      const { args, env } = claude(gateway, model);
      const run = await runAgent(command, args, place, { ...env, CLAUDE_CONFIG_DIR: join(place.home, ".claude") });
      expect(`${run.code} ${run.stdout}${run.stderr}`).toMatch(/^0 /);
      const result = JSON.parse(run.stdout) as { result: string; is_error: boolean; permission_denials: unknown[] };
      expect(result).toMatchObject({ is_error: false, permission_denials: [] });
      return { said: result.result };
    },
  },
  {
    agent: "codex",
    speaks: "responses",
    keepsState: true,
    calls: () => [
      call("call_read", "exec_command", { cmd: "cat note.txt" }),
      call("call_write", "exec_command", { cmd: "echo made > made.txt" }),
    ],
    run: async (command, place, model) => {
      const { args, env, files } = codex(gateway, model);
      await place.add(files);
      const run = await runAgent(command, args, place, { ...env, CODEX_HOME: join(place.home, ".codex") });
      expect(`${run.code} ${run.stdout}${run.stderr}`).toMatch(/^0 /);
      const items = jsonLines(run.stdout).flatMap(({ item }) => (item === undefined ? [] : [item as Item]));
      return { said: items.filter(({ type }) => type === "agent_message").at(-1)?.text ?? "" };
    },
  },
  ...(["openai", "anthropic"] as const).map(
    (speaks): Case => ({
      agent: "opencode",
      speaks,
      // Its client of the OpenAI wire drops signatures; the gateway then asks without them.
      keepsState: speaks === "anthropic",
      calls: ({ work }) => [
        call("call_read", "read", { filePath: join(work, "note.txt") }),
        call("call_write", "bash", { command: "echo made > made.txt", description: "Writes made.txt" }),
      ],
      run: async (command, place, model) => {
        const { args, env, files } = opencode(gateway, model, speaks);
        await place.add(files);
        const run = await runAgent(command, args, place, env);
        expect(`${run.code} ${run.stdout}${run.stderr}`).toMatch(/^0 /);
        const parts = jsonLines(run.stdout).flatMap(({ part }) => (part === undefined ? [] : [part as Item]));
        return { said: parts.filter(({ type }) => type === "text").at(-1)?.text ?? "" };
      },
    }),
  ),
];

interface Item {
  readonly type: string;
  readonly text?: string;
}

describe.each(CASES)("$agent over the $speaks wire", ({ agent, speaks, keepsState, calls, run }) => {
  const command = agents.command(agent);
  const missing = agents.missing ?? `npm has no package of it for ${process.platform}-${process.arch}`;
  if (command === undefined) console.warn(`${agent} is not tested: ${missing}`);
  const foreign = MODELS.filter(({ wire }) => wire !== speaks);

  it.skipIf(command === undefined).each(foreign)(
    "runs tools on $model",
    { timeout: 90_000 },
    async ({ model, wire }) => {
      const proof = `marzipan-${randomUUID()}`;
      const place = await makeWorkplace({ "work/note.txt": `The word is ${proof}.\n` });
      try {
        const turn = { calls: calls(place), proof, final: "Read and written." };
        upstream.respond(toolTurn(turn));
        const { said } = await run(command as Command, place, model);
        expect(said).toBe(turn.final);
        expect(await readFile(join(place.work, "made.txt"), "utf8")).toBe("made\n");
        const second = turnRequests(upstream.requests, turn, wire).body.toString("utf8");
        // The model's calls came back with their results, in order.
        const [read, write] = turn.calls.map(({ id }) => second.indexOf(id));
        expect(read).toBeGreaterThan(0);
        expect(write).toBeGreaterThan(read ?? 0);
        if (STATEFUL.includes(wire)) expect(second.includes(SIGNATURE)).toBe(keepsState);
        await expectHealthy(gateway, upstream.requests, model.split("/")[0] ?? "");
      } finally {
        await place.remove();
      }
    },
  );
});

function call(id: string, name: string, args: Record<string, string>): ToolCall {
  return { id, name, arguments: JSON.stringify(args) };
}

function jsonLines(text: string): Array<Record<string, unknown>> {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
