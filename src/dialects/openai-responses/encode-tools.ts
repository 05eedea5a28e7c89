import type { ChatRequest, HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";

/** The members `tools`, `tool_choice` and `parallel_tool_calls` of a body. (OpenAI API reference, tools.) */
export function encodeTools(request: ChatRequest, quirks: ReadonlySet<Quirk>, warnings: Warnings): JsonObject {
  const { tools = [], hostedTools = [], toolChoice, parallelToolCalls } = request;
  if (tools.length + hostedTools.length === 0) return {};
  if (tools.some((tool) => tool.cache !== undefined)) {
    warnings.add("cache_control", "Cache marks are not sent: this wire's providers cache by themselves.");
  }
  const members: JsonObject = {
    tools: [...tools.map(encodeTool), ...hostedTools.map((tool) => encodeHosted(tool, warnings))],
  };
  if (toolChoice !== undefined) members["tool_choice"] = encodeChoice(toolChoice, tools);
  if (parallelToolCalls === undefined) return members;
  if (!quirks.has("no-parallel-flag")) members["parallel_tool_calls"] = parallelToolCalls;
  else if (!parallelToolCalls) {
    warnings.add("parallel_tool_calls", "This provider cannot be told to call one tool at a time.");
  }
  return members;
}

/** `strict` is said always: this wire takes what is left out for true, the others for false. */
function encodeTool({ name, description, parameters, strict = false, custom }: Tool): JsonObject {
  const described = description === undefined ? {} : { description };
  if (custom === undefined) return { type: "function", name, ...described, parameters, strict };
  return { type: "custom", name, ...described, ...(custom.format === undefined ? {} : { format: custom.format }) };
}

function encodeHosted({ path, allowedDomains, blockedDomains }: HostedTool, warnings: Warnings): JsonObject {
  if (blockedDomains !== undefined && blockedDomains.length > 0) {
    warnings.add(path, "Web search takes no blocked domains on this wire; left out.");
  }
  if (allowedDomains === undefined || allowedDomains.length === 0) return { type: "web_search" };
  return { type: "web_search", filters: { allowed_domains: allowedDomains } };
}

function encodeChoice(choice: ToolChoice, tools: readonly Tool[]): string | JsonObject {
  const reference = (name: string): JsonObject => {
    const custom = tools.some((tool) => tool.name === name && tool.custom !== undefined);
    return { type: custom ? "custom" : "function", name };
  };
  if (choice.kind === "tool") return reference(choice.name);
  if (choice.kind !== "allowed") return choice.kind;
  return { type: "allowed_tools", mode: choice.mode, tools: choice.names.map(reference) };
}
