import type { ChatRequest, HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { geminiSchema, SchemaPlace } from "./json-schema.ts";

/** The members `tools` and `toolConfig` of a body. (Gemini API reference, Tool and ToolConfig.) */
export function encodeTools(request: ChatRequest, target: EncodeTarget, warnings: Warnings): JsonObject {
  const { toolChoice, parallelToolCalls } = request;
  const functions = offeredTools(request.tools ?? [], toolChoice);
  // `NONE` holds for functions only: a search that must not run is not offered.
  const hosted = toolChoice?.kind === "none" ? [] : (request.hostedTools ?? []);
  if (functions.length === 0 && hosted.length === 0) return {};
  const tools: JsonObject[] = [];
  if (functions.length > 0) {
    const place = new SchemaPlace("tools", warnings);
    tools.push({ functionDeclarations: functions.map((tool) => encodeTool(tool, place)) });
    if (parallelToolCalls === false) {
      warnings.add("parallel_tool_calls", "Gemini cannot be told to call one tool at a time.");
    }
  }
  if (hosted.length > 0) {
    for (const tool of hosted) noteDomains(tool, warnings);
    tools.push({ googleSearch: {} });
  }
  const config: JsonObject = {};
  const checked = hosted.length > 0 || functions.some((tool) => tool.strict === true);
  const calling = functions.length === 0 ? undefined : callingConfig(toolChoice, checked);
  if (calling !== undefined) config["functionCallingConfig"] = calling;
  if (tools.length > 1 && !target.quirks.has("no-server-tool-flag")) config["includeServerSideToolInvocations"] = true;
  return Object.keys(config).length === 0 ? { tools } : { tools, toolConfig: config };
}

/** A free choice among some of the tools is sent as those tools: names go with a forced choice only. */
function offeredTools(tools: readonly Tool[], choice: ToolChoice | undefined): readonly Tool[] {
  if (choice?.kind !== "allowed" || choice.mode === "required") return tools;
  const names = new Set(choice.names);
  return tools.filter((tool) => names.has(tool.name));
}

/** What a tool that takes free text takes on a wire that has none. */
const FREE_TEXT = { type: "object", properties: { input: { type: "string" } }, required: ["input"] };

function encodeTool({ name, description, parameters, custom, cache }: Tool, place: SchemaPlace): JsonObject {
  const { field, warnings } = place;
  if (custom?.format !== undefined) {
    warnings.add(field, "Gemini has no format for free text; the tool was sent without it.");
  }
  if (cache !== undefined) {
    warnings.add(field, "Cache marks are not sent: Gemini caches by itself.");
  }
  const schema = custom === undefined ? geminiSchema(parameters, place) : FREE_TEXT;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    parametersJsonSchema: schema["type"] === "object" ? schema : { ...schema, type: "object" },
  };
}

function noteDomains({ path, allowedDomains, blockedDomains }: HostedTool, warnings: Warnings): void {
  if (allowedDomains === undefined && blockedDomains === undefined) return;
  warnings.add(path, "Google Search cannot be bound to domains; it searches everywhere.");
}

/** Arguments are checked against their schema where any tool asks for it, and always beside tools of Google's. */
function callingConfig(choice: ToolChoice | undefined, checked: boolean): JsonObject | undefined {
  const free = checked ? "VALIDATED" : "AUTO";
  switch (choice?.kind) {
    case undefined:
      return checked ? { mode: free } : undefined;
    case "auto":
      return { mode: free };
    case "none":
      return { mode: "NONE" };
    case "required":
      return { mode: "ANY" };
    case "tool":
      return { mode: "ANY", allowedFunctionNames: [choice.name] };
    case "allowed":
      return choice.mode === "auto" ? { mode: free } : { mode: "ANY", allowedFunctionNames: [...choice.names] };
  }
}
