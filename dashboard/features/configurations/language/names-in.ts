import { parseDocument } from "yaml";

/** The names that a text gives to its parts, for whoever refers to them. */
export interface Names {
  readonly chatModels: readonly string[];
  readonly embeddingModels: readonly string[];
  readonly transcriptionModels: readonly string[];
  readonly routings: readonly string[];
  readonly guardrails: readonly string[];
  readonly mcpServers: readonly string[];
  readonly routes: readonly RouteName[];
}

/** A route and what it answers. */
export interface RouteName {
  readonly name: string;
  readonly kind: "chat" | "embedding" | "transcription";
}

type Plain = Readonly<Record<string, unknown>>;

/** The names in a text, also in one that is half written. */
export function namesIn(text: string): Names {
  const config = read(text);
  const listed = (list: string, name: string): readonly string[] =>
    listOf(config[list]).flatMap((each) => {
      const value = recordOf(each)[name];
      return typeof value === "string" ? [value] : [];
    });
  return {
    chatModels: listed("chat_models", "model_id"),
    embeddingModels: listed("embedding_models", "model_id"),
    transcriptionModels: listed("transcription_models", "model_id"),
    routings: listed("routing", "name"),
    guardrails: listed("guardrails", "name"),
    mcpServers: listed("mcp_servers", "alias"),
    routes: Object.entries(recordOf(config["routes"])).map(([name, route]) => ({
      name,
      kind: kindOf(recordOf(route)),
    })),
  };
}

function read(text: string): Plain {
  try {
    const customTags = [{ tag: "!secret", resolve: (name: string) => name }];
    return recordOf(parseDocument(text, { logLevel: "silent", uniqueKeys: false, customTags }).toJS());
  } catch {
    // Too many aliases, or one of a thing that is not written yet.
    return {};
  }
}

function kindOf(route: Plain): RouteName["kind"] {
  if (listOf(route["chat_models"]).length > 0) return "chat";
  return listOf(route["transcription_models"]).length > 0 ? "transcription" : "embedding";
}

function recordOf(value: unknown): Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Plain) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
