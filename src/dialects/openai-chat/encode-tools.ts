import type { ChatRequest, HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { invalid } from "../read.ts";
import { FREE_TEXT_PARAMETERS, nestedFormat } from "./custom-tools.ts";

/** The members `tools`, `tool_choice`, `parallel_tool_calls` and `web_search_options` of a body. */
export function encodeTools(request: ChatRequest, quirks: ReadonlySet<Quirk>, warnings: Warnings): JsonObject {
  return { ...encodeOwnTools(request, quirks, warnings), ...encodeHosted(request, quirks, warnings) };
}

function encodeOwnTools(request: ChatRequest, quirks: ReadonlySet<Quirk>, warnings: Warnings): JsonObject {
  const { toolChoice, parallelToolCalls } = request;
  const tools = offeredTools(request.tools ?? [], toolChoice);
  if (tools.length === 0) return {};
  if (quirks.has("no-tools")) {
    warnings.add("tools", "This provider has no tools; they were left out.");
    return {};
  }
  const members: JsonObject = { tools: tools.map((tool) => encodeTool(tool, quirks, warnings)) };
  if (toolChoice !== undefined) members["tool_choice"] = encodeChoice(toolChoice, tools, quirks);
  if (tools.some((tool) => tool.cache !== undefined)) {
    warnings.add("cache_control", "Cache marks are not sent: this wire's providers cache by themselves.");
  }
  if (parallelToolCalls === undefined) return members;
  if (!quirks.has("no-parallel-flag")) members["parallel_tool_calls"] = parallelToolCalls;
  else if (!parallelToolCalls) {
    warnings.add("tool_choice.disable_parallel_tool_use", "This provider cannot be told to call one tool at a time.");
  }
  return members;
}

/** A choice among some of the tools is sent as those tools: vendors of this wire do not know `allowed_tools`. */
function offeredTools(tools: readonly Tool[], choice: ToolChoice | undefined): readonly Tool[] {
  return choice?.kind === "allowed" ? tools.filter((tool) => choice.names.includes(tool.name)) : tools;
}

function encodeTool(tool: Tool, quirks: ReadonlySet<Quirk>, warnings: Warnings): JsonObject {
  const { name, description, parameters, strict, custom } = tool;
  const named = description === undefined ? { name } : { name, description };
  if (custom === undefined) {
    return { type: "function", function: { ...named, parameters, ...(strict === undefined ? {} : { strict }) } };
  }
  if (!quirks.has("no-custom-tools")) {
    const format = custom.format === undefined ? {} : { format: nestedFormat(custom.format) };
    return { type: "custom", custom: { ...named, ...format } };
  }
  if (custom.format !== undefined) {
    warnings.add("tools", "This provider has no format for free text; the tool was sent without it.");
  }
  return { type: "function", function: { ...named, parameters: FREE_TEXT_PARAMETERS } };
}

function encodeChoice(choice: ToolChoice, tools: readonly Tool[], quirks: ReadonlySet<Quirk>): string | JsonObject {
  if (choice.kind === "tool") {
    const { name } = choice;
    const isCustom = tools.some((tool) => tool.name === name && tool.custom !== undefined);
    if (isCustom && !quirks.has("no-custom-tools")) return { type: "custom", custom: { name } };
    return { type: "function", function: { name } };
  }
  const word = choice.kind === "allowed" ? choice.mode : choice.kind;
  return word === "required" && quirks.has("tool-choice-any") ? "any" : word;
}

function encodeHosted(request: ChatRequest, quirks: ReadonlySet<Quirk>, warnings: Warnings): JsonObject {
  const hosted = request.hostedTools ?? [];
  for (const tool of hosted) checkHosted(tool, quirks, warnings);
  // A search that must not run is not offered.
  return hosted.length === 0 || request.toolChoice?.kind === "none" ? {} : { web_search_options: {} };
}

function checkHosted(tool: HostedTool, quirks: ReadonlySet<Quirk>, warnings: Warnings): void {
  const { path, allowedDomains, blockedDomains } = tool;
  if (quirks.has("no-web-search")) {
    throw invalid(path, "asks for web search, which this model's provider does not have: remove it.");
  }
  if (allowedDomains !== undefined || blockedDomains !== undefined) {
    warnings.add(path, "Web search cannot be bound to domains on this wire; it searches everywhere.");
  }
}
