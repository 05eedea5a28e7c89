import type { ChatRequest, HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { invalid } from "../read.ts";
import { cacheMember } from "./cache-marks.ts";
import type { WireTool } from "./wire.ts";

/** What a request's tools are sent to. */
interface Given {
  /** The model is asked to think. */
  readonly thinking: boolean;
  readonly quirks: ReadonlySet<Quirk>;
  readonly warnings: Warnings;
}

/** The members `tools` and `tool_choice` of a body. */
export function encodeTools(
  request: ChatRequest,
  { thinking, quirks, warnings }: Given,
): { tools?: WireTool[]; tool_choice?: JsonObject } {
  const { toolChoice, parallelToolCalls } = request;
  const own = offeredTools(request.tools ?? [], toolChoice).map((tool) => encodeTool(tool, warnings));
  const hosted = (request.hostedTools ?? []).map((tool) => encodeHosted(tool, quirks, warnings));
  // A search that must not run is not offered: the choice `none` needs a tool of the caller's beside it.
  const tools = own.length === 0 && toolChoice?.kind === "none" ? [] : [...own, ...hosted];
  if (tools.length === 0) return toolsOfHistory(request);
  const choice = allowedChoice(toolChoice, thinking, warnings);
  const serial = parallelToolCalls === false && choice?.["type"] !== "none";
  if (serial) return { tools, tool_choice: { type: "auto", ...choice, disable_parallel_tool_use: true } };
  return choice === undefined ? { tools } : { tools, tool_choice: choice };
}

/** A choice among some of the tools is sent as those tools. */
function offeredTools(tools: readonly Tool[], choice: ToolChoice | undefined): readonly Tool[] {
  return choice?.kind === "allowed" ? tools.filter((tool) => choice.names.includes(tool.name)) : tools;
}

/** A history with tool blocks needs their tools, even when none is offered now (vercel/ai#7537, onyx#7842). */
function toolsOfHistory({ messages }: ChatRequest): { tools?: WireTool[]; tool_choice?: JsonObject } {
  const calls = messages.flatMap((message) => message.blocks.filter((block) => block.kind === "tool-call"));
  const names = [...new Set(calls.map((call) => call.name))];
  if (names.length === 0) return {};
  return { tools: names.map((name) => ({ name, input_schema: { type: "object" } })), tool_choice: { type: "none" } };
}

/** What a tool that takes free text takes on a wire that has none. */
const FREE_TEXT: JsonObject = { type: "object", properties: { input: { type: "string" } }, required: ["input"] };

function encodeTool({ name, description, parameters, strict, custom, cache }: Tool, warnings: Warnings): WireTool {
  if (custom?.format !== undefined) {
    warnings.add("tools", "The messages wire has no format for free text; the tool was sent without it.");
  }
  const schema = custom === undefined ? parameters : FREE_TEXT;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    input_schema: schema["type"] === "object" ? schema : { ...schema, type: "object" },
    ...(strict === undefined ? {} : { strict }),
    ...cacheMember(cache),
  };
}

/** Web search; only one of the lists of domains may be sent. (Anthropic documentation, web search tool.) */
function encodeHosted(tool: HostedTool, quirks: ReadonlySet<Quirk>, warnings: Warnings): WireTool {
  const { path, allowedDomains, blockedDomains } = tool;
  if (quirks.has("no-web-search")) {
    throw invalid(path, "asks for web search, which this model's provider does not have: remove it.");
  }
  const search = { type: "web_search_20250305", name: "web_search" } as const;
  if (allowedDomains === undefined) {
    return blockedDomains === undefined ? search : { ...search, blocked_domains: blockedDomains };
  }
  if (blockedDomains !== undefined) {
    warnings.add(path, "Domains are either allowed or blocked on the messages wire; those that are allowed were sent.");
  }
  return { ...search, allowed_domains: allowedDomains };
}

function allowedChoice(choice: ToolChoice | undefined, thinking: boolean, warnings: Warnings): JsonObject | undefined {
  if (choice === undefined) return undefined;
  const word = choice.kind === "allowed" ? choice.mode : choice.kind;
  const forced = word === "required" || word === "tool";
  if (forced && thinking) {
    warnings.add("tool_choice", "A model that thinks cannot be forced to call a tool; it may choose.");
    return { type: "auto" };
  }
  if (choice.kind === "tool") return { type: "tool", name: choice.name };
  return { type: word === "required" ? "any" : word };
}
