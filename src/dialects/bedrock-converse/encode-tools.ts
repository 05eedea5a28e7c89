import type { ChatRequest, HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid } from "../read.ts";
import type { CachePoints } from "./cache-points.ts";
import { isClosed } from "./closed-schema.ts";
import type { ModelKin } from "./model-kin.ts";
import type { WireTool } from "./wire.ts";

/** How the tools of a request are sent. */
export interface ToolPlan {
  readonly tools: readonly WireTool[];
  readonly toolChoice?: JsonObject;
  /** Claude's own choice, for `additionalModelRequestFields`: it knows more than the wire's. */
  readonly vendorChoice?: JsonObject;
}

interface Given {
  readonly kin: ModelKin;
  /** The model is asked to think. */
  readonly thinking: boolean;
  readonly warnings: Warnings;
  readonly points: CachePoints;
}

/** Plans `toolConfig`; no tools mean that there must be none. (Amazon Bedrock API reference, ToolConfiguration.) */
export function planTools(request: ChatRequest, given: Given): ToolPlan {
  const { toolChoice } = request;
  // There is no choice `none`: tools that must not be called are not offered, and the history tells its calls as text.
  if (toolChoice?.kind === "none") {
    for (const hosted of request.hostedTools ?? []) hostedTool(hosted, given);
    return { tools: [] };
  }
  const offered = offeredTools(request.tools ?? [], toolChoice);
  const hosted = (request.hostedTools ?? []).map((tool) => hostedTool(tool, given));
  const tools = [...offered.flatMap((tool) => encodeTool(tool, given)), ...hosted];
  if (tools.length === 0) return { tools: toolsOfHistory(request) };
  const choice = wireChoice(toolChoice, given);
  if (request.parallelToolCalls !== false) return choice === undefined ? { tools } : { tools, toolChoice: choice };
  if (given.kin === "claude") return { tools, vendorChoice: serialChoice(choice) };
  given.warnings.add("parallel_tool_calls", "This model cannot be told to call one tool at a time.");
  return choice === undefined ? { tools } : { tools, toolChoice: choice };
}

/** A choice among some of the tools is sent as those tools. */
function offeredTools(tools: readonly Tool[], choice: ToolChoice | undefined): readonly Tool[] {
  return choice?.kind === "allowed" ? tools.filter((tool) => choice.names.includes(tool.name)) : tools;
}

/** A history with tool blocks needs their tools, even when none is offered now (vercel/ai#7537, onyx#7842). */
function toolsOfHistory({ messages }: ChatRequest): WireTool[] {
  const names = new Set<string>();
  for (const { blocks } of messages) for (const block of blocks) if (block.kind === "tool-call") names.add(block.name);
  return [...names].map((name) => ({ toolSpec: { name, inputSchema: { json: { type: "object" } } } }));
}

/** What a tool that takes free text takes on a wire that has none. */
const FREE_TEXT = { type: "object", properties: { input: { type: "string" } }, required: ["input"] };

function encodeTool(tool: Tool, { kin, warnings, points }: Given): WireTool[] {
  const { name, description, parameters, strict, custom, cache } = tool;
  const json = custom !== undefined ? FREE_TEXT : asObjectSchema(parameters);
  if (custom?.format !== undefined) {
    warnings.add("tools", "The Converse wire has no format for free text; the tool was sent without it.");
  }
  const isStrict = strict === true && kin === "claude" && isClosed(json);
  if (strict === true && !isStrict) {
    warnings.add("tools", "Strict tools need Claude and objects without additional properties; the flag was left out.");
  }
  const spec = {
    name,
    ...(description === undefined || description.trim() === "" ? {} : { description }),
    inputSchema: { json },
    ...(isStrict ? { strict: true } : {}),
  };
  return [{ toolSpec: spec }, ...points.after(cache, "tool")];
}

function asObjectSchema(parameters: JsonObject): JsonObject {
  return parameters["type"] === "object" ? parameters : { ...parameters, type: "object" };
}

/** Nova searches the web by itself, others do not. (Amazon Nova user guide, web grounding.) */
function hostedTool({ path, allowedDomains, blockedDomains }: HostedTool, { kin, warnings }: Given): WireTool {
  if (kin !== "nova") throw invalid(path, "asks for web search, which this model does not have on Bedrock: remove it.");
  if (allowedDomains !== undefined || blockedDomains !== undefined) {
    warnings.add(path, "Web search cannot be bound to domains on this wire; it searches everywhere.");
  }
  return { systemTool: { name: "nova_grounding" } };
}

function wireChoice(choice: ToolChoice | undefined, { kin, thinking, warnings }: Given): JsonObject | undefined {
  if (choice === undefined || choice.kind === "none") return undefined;
  const word = choice.kind === "allowed" ? choice.mode : choice.kind;
  if (word === "auto") return { auto: {} };
  if (thinking && kin === "claude") {
    warnings.add("tool_choice", "A model that thinks cannot be forced to call a tool; it may choose.");
    return { auto: {} };
  }
  return choice.kind === "tool" ? { tool: { name: choice.name } } : { any: {} };
}

function serialChoice(choice: JsonObject | undefined): JsonObject {
  const { tool } = choice ?? {};
  const kind =
    tool !== undefined
      ? { type: "tool", ...(tool as JsonObject) }
      : { type: choice?.["any"] === undefined ? "auto" : "any" };
  return { ...kind, disable_parallel_tool_use: true };
}
