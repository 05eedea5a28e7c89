import type { JsonObject } from "../dialect.ts";

/** The parts of the Gemini wire that are written here. (Gemini API reference, Content, Part, GenerateContentResponse.) */

export interface WirePart {
  readonly text?: string;
  readonly thought?: true;
  readonly inlineData?: WireBlob;
  readonly fileData?: WireFile;
  readonly functionCall?: { readonly id?: string; readonly name: string; readonly args: JsonObject };
  readonly functionResponse?: {
    readonly id?: string;
    readonly name: string;
    readonly response: JsonObject;
    readonly parts?: readonly { readonly inlineData: WireBlob }[];
  };
  /** Opaque state of the model's thinking, on any part. */
  thoughtSignature?: string;
}

export interface WireBlob {
  readonly mimeType: string;
  /** Base64. */
  readonly data: string;
}

export interface WireFile {
  readonly mimeType?: string;
  readonly fileUri: string;
}

export interface WireContent {
  readonly role: "user" | "model";
  readonly parts: WirePart[];
}

export interface WireUsage {
  readonly promptTokenCount: number;
  readonly cachedContentTokenCount?: number;
  readonly candidatesTokenCount: number;
  readonly thoughtsTokenCount?: number;
  readonly totalTokenCount: number;
  readonly promptTokensDetails?: readonly WireModality[];
  readonly candidatesTokensDetails?: readonly WireModality[];
}

export interface WireModality {
  readonly modality: "TEXT" | "IMAGE" | "AUDIO";
  readonly tokenCount: number;
}
