import type { ChatRequest, Tool, ToolChoice } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import { cacheMember } from "./cache-marks.ts";
import type { WireTool } from "./wire.ts";

/** The members `tools` and `tool_choice` of a body; `thinking` tells whether the model is asked to think. */
export function encodeTools(
  request: ChatRequest,
  thinking: boolean,
  warnings: Warnings,
): { tools?: WireTool[]; tool_choice?: JsonObject } {
  const { toolChoice, parallelToolCalls } = request;
  const tools = offeredTools(request.tools ?? [], toolChoice);
  if (tools.length === 0) return toolsOfHistory(request);
  const choice = allowedChoice(toolChoice, thinking, warnings);
  const serial = parallelToolCalls === false && choice?.["type"] !== "none";
  const members = { tools: tools.map(encodeTool) };
  if (serial) return { ...members, tool_choice: { type: "auto", ...choice, disable_parallel_tool_use: true } };
  return choice === undefined ? members : { ...members, tool_choice: choice };
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

function encodeTool({ name, description, parameters, strict, cache }: Tool): WireTool {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    input_schema: parameters["type"] === "object" ? parameters : { ...parameters, type: "object" },
    ...(strict === undefined ? {} : { strict }),
    ...cacheMember(cache),
  };
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
