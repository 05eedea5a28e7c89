import type { Block } from "../../src/canonical/blocks.ts";
import type { ChatRequest } from "../../src/canonical/request.ts";
import type { Collected } from "./collect.ts";

/** What a request means, without what wires are free to write otherwise. */
export function meaningOfRequest(request: ChatRequest): object {
  const { messages, unmapped: _unmapped, model: _model, tools, ...rest } = request;
  return plain({
    ...rest,
    hostedTools: rest.hostedTools?.map(({ path: _path, ...tool }) => tool),
    tools: tools?.map((tool) => ({ ...tool, strict: tool.strict === true ? true : undefined })),
    system: messages.filter(({ role }) => role === "system").map(({ blocks }) => blocks.map(blockMeaning)),
    turns: mergedTurns(messages),
  });
}

/** Consecutive turns of one role are one: wires differ in how they cut them. */
function mergedTurns(messages: ChatRequest["messages"]): object[] {
  const turns: { role: string; blocks: unknown[] }[] = [];
  for (const { role, blocks } of messages) {
    if (role === "system") continue;
    const last = turns.at(-1);
    const meant = blocks.map(blockMeaning);
    if (last?.role === role) last.blocks.push(...meant);
    else turns.push({ role, blocks: meant });
  }
  return turns;
}

/** What an answer means. */
export function meaningOfAnswer({ blocks, finish, usage, error }: Collected): object {
  return plain({
    blocks: blocks.filter((block) => block.kind !== "text" || block.text !== "").map(blockMeaning),
    finish: finish?.reason,
    stopSequence: finish?.stopSequence,
    usage,
    error: error?.kind,
  });
}

function blockMeaning(block: Block): object {
  if (block.kind === "tool-call") return { ...block, arguments: parsed(block.arguments, block.custom) };
  if (block.kind === "tool-result") return { ...block, content: block.content.map(blockMeaning) };
  return block;
}

function parsed(text: string, custom: boolean | undefined): unknown {
  if (custom === true) return text;
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return text;
  }
}

/** Without members that are undefined. */
function plain(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}

/** Paths at which two values differ, as deep as they can be named. */
export function differences(a: unknown, b: unknown, path = ""): string[] {
  if (Object.is(a, b)) return [];
  if (!isTree(a) || !isTree(b) || Array.isArray(a) !== Array.isArray(b)) return [path];
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return [path];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].flatMap((name) => differences(a[name], b[name], path === "" ? name : `${path}.${name}`));
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
