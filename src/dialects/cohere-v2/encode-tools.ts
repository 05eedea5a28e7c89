import type { ChatRequest, Tool, ToolChoice } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";

/** The members `tools`, `strict_tools` and `tool_choice` of a body. (Cohere API reference, chat v2, tools.) */
export function encodeTools(request: ChatRequest, warnings: Warnings): JsonObject {
  const { toolChoice, parallelToolCalls } = request;
  const tools = offeredTools(request.tools ?? [], toolChoice);
  if (tools.length === 0) return {};
  const members: JsonObject = { tools: tools.map((tool) => encodeTool(tool, warnings)) };
  const strict = tools.filter((tool) => tool.strict === true).length;
  if (strict === tools.length) members["strict_tools"] = true;
  else if (strict > 0) warnings.add("tools", "On this wire all tools are strict or none; none is.");
  const choice = encodeChoice(toolChoice);
  if (choice !== undefined) members["tool_choice"] = choice;
  if (tools.some((tool) => tool.cache !== undefined)) {
    warnings.add("cache_control", "Cache marks are not sent: Cohere caches by itself.");
  }
  if (parallelToolCalls === false) {
    warnings.add("parallel_tool_calls", "This provider cannot be told to call one tool at a time.");
  }
  return members;
}

/** There is no choice of one tool: the tools that may be called are the ones that are sent. */
function offeredTools(tools: readonly Tool[], choice: ToolChoice | undefined): readonly Tool[] {
  if (choice?.kind === "tool") return tools.filter((tool) => tool.name === choice.name);
  return choice?.kind === "allowed" ? tools.filter((tool) => choice.names.includes(tool.name)) : tools;
}

/** What a tool that takes free text takes on a wire that has none. */
const FREE_TEXT = { type: "object", properties: { input: { type: "string" } }, required: ["input"] };

function encodeTool({ name, description, parameters, custom }: Tool, warnings: Warnings): JsonObject {
  if (custom?.format !== undefined) {
    warnings.add("tools", "The Cohere wire has no format for free text; the tool was sent without it.");
  }
  const fn: JsonObject = { name };
  if (description !== undefined) fn["description"] = description;
  fn["parameters"] = custom === undefined ? parameters : FREE_TEXT;
  return { type: "function", function: fn };
}

/** Without a choice the model is free. */
function encodeChoice(choice: ToolChoice | undefined): "REQUIRED" | "NONE" | undefined {
  switch (choice?.kind) {
    case "none":
      return "NONE";
    case "required":
    case "tool":
      return "REQUIRED";
    case "allowed":
      return choice.mode === "required" ? "REQUIRED" : undefined;
    default:
      return undefined;
  }
}
