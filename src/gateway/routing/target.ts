import type { Model, Offering } from "../../catalog/types.ts";
import type { DialectId, EncodeTarget } from "../../dialects/dialect.ts";
import type { Dispatch } from "../upstream/transport.ts";

/** One key of a provider, ready to send. */
export interface Credential {
  /** Names the key in logs and breakers without revealing it, such as `openai#1`. */
  readonly id: string;
  /** Flat list of header names and values, authentication included. */
  readonly headers: readonly string[];
  readonly paidBy: "credits" | "own-key" | "none";
}

/** A model at a provider in one operation: everything an attempt needs, made once per snapshot and kept. */
export interface Target {
  readonly providerId: string;
  /** Catalogue id of the model where it is known, else the native name. */
  readonly modelId: string;
  readonly nativeModel: string;
  /** `provider/model`, the answer's `model`. */
  readonly label: string;
  /** `label` as ASCII JSON text. */
  readonly labelJson: string;
  /** `nativeModel` as ASCII JSON text. */
  readonly nativeJson: string;
  readonly dialect: DialectId;
  readonly path: string;
  readonly origin: string;
  readonly dispatch: Dispatch;
  readonly encode: EncodeTarget;
  readonly credentials: readonly Credential[];
  /** Names of the caller's headers that are passed on when the wire is the same. */
  readonly forwardHeaders: readonly string[];
  readonly model: Model | undefined;
  readonly offering: Offering | undefined;
}
