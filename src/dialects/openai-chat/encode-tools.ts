import type { ChatRequest, Tool, ToolChoice } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";

/** The members `tools`, `tool_choice` and `parallel_tool_calls` of a body. */
export function encodeTools(request: ChatRequest, quirks: ReadonlySet<Quirk>, warnings: Warnings): JsonObject {
  const { toolChoice, parallelToolCalls } = request;
  const tools = offeredTools(request.tools ?? [], toolChoice);
  if (tools.length === 0) return {};
  const members: JsonObject = { tools: tools.map(encodeTool) };
  if (toolChoice !== undefined) members["tool_choice"] = encodeChoice(toolChoice, quirks);
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

function encodeTool({ name, description, parameters, strict }: Tool): JsonObject {
  const fn: JsonObject = { name };
  if (description !== undefined) fn["description"] = description;
  fn["parameters"] = parameters;
  if (strict !== undefined) fn["strict"] = strict;
  return { type: "function", function: fn };
}

function encodeChoice(choice: ToolChoice, quirks: ReadonlySet<Quirk>): string | JsonObject {
  if (choice.kind === "tool") return { type: "function", function: { name: choice.name } };
  const word = choice.kind === "allowed" ? choice.mode : choice.kind;
  return word === "required" && quirks.has("tool-choice-any") ? "any" : word;
}
