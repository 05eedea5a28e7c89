import type { JsonObject } from "../dialect.ts";

/** The parts of the Converse wire that are written here. Bytes are base64. (Amazon Bedrock API reference, Converse.) */

export interface WireText {
  readonly text: string;
}

/** Everything before it may be cached. */
export interface WireCachePoint {
  readonly cachePoint: { readonly type: "default"; readonly ttl?: "5m" | "1h" };
}

export type WireSource = { readonly bytes: string } | { readonly s3Location: { readonly uri: string } };

export interface WireImage {
  readonly image: { readonly format: string; readonly source: WireSource };
}

export interface WireDocument {
  readonly document: { readonly format: string; readonly name: string; readonly source: WireSource };
}

export interface WireToolUse {
  readonly toolUse: { readonly toolUseId: string; readonly name: string; readonly input: unknown };
}

export type WireResultBlock = WireText | WireImage | WireDocument;

export interface WireToolResult {
  readonly toolResult: {
    readonly toolUseId: string;
    readonly content: readonly WireResultBlock[];
    readonly status?: "error";
  };
}

export interface WireReasoning {
  readonly reasoningContent:
    | { readonly reasoningText: { readonly text: string; readonly signature?: string } }
    | { readonly redactedContent: string };
}

export type WireBlock =
  | WireText
  | WireImage
  | WireDocument
  | WireToolUse
  | WireToolResult
  | WireReasoning
  | WireCachePoint;

export type WireSystem = WireText | WireCachePoint;

export interface WireMessage {
  readonly role: "user" | "assistant";
  readonly content: readonly WireBlock[];
}

export interface WireToolSpec {
  readonly toolSpec: {
    readonly name: string;
    readonly description?: string;
    readonly inputSchema: { readonly json: JsonObject };
    readonly strict?: boolean;
  };
}

export type WireTool = WireToolSpec | WireCachePoint | { readonly systemTool: { readonly name: string } };

export interface WireUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly cacheReadInputTokens: number;
  readonly cacheWriteInputTokens: number;
  readonly cacheDetails?: readonly { readonly ttl: "5m" | "1h"; readonly inputTokens: number }[];
}
