import type { Model, Offering } from "../../catalog/types.ts";
import type { DialectId, EncodeTarget } from "../../dialects/dialect.ts";
import { addressFor, fillPlaceholders } from "../../providers/address.ts";
import type { Speech } from "../../providers/provider.ts";
import type { CredentialCaps } from "../limits/credential-caps.ts";
import type { ModelTerms } from "../routes/model-terms.ts";
import type { Signer } from "../upstream/signing/signer.ts";
import type { Dispatch } from "../upstream/transport.ts";

/** One key of a provider, ready to use: where it calls and how it is shown there. */
export interface Credential {
  /** Names the key in logs and breakers without revealing it, such as `openai#1` or `pk_…`. */
  readonly id: string;
  readonly paidBy: "credits" | "own-key" | "none";
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path of the base URL, without a trailing slash; may be empty. */
  readonly basePath: string;
  /** What is not secret of the credential, for placeholders of paths. */
  readonly fields: Readonly<Record<string, string>>;
  /** Flat list of header names and values, authentication included where it is always the same. */
  readonly headers: readonly string[];
  /** Headers made for each request, where authentication depends on it or expires. */
  readonly sign: Signer | undefined;
  readonly dispatch: Dispatch;
  /** What may be asked with it; absent: whatever the provider lets. */
  readonly caps?: CredentialCaps | undefined;
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
  /** Where and in which wire the provider is asked. */
  readonly speech: Speech;
  /** Answers in the process instead of the provider. */
  readonly local: Dispatch | undefined;
  readonly encode: EncodeTarget;
  /** In order of use; at least one. */
  readonly credentials: readonly Credential[];
  /** Names of the caller's headers that are passed on when the wire is the same. */
  readonly forwardHeaders: readonly string[];
  readonly model: Model | undefined;
  readonly offering: Offering | undefined;
  /** What a configuration says of requests to it; absent: nothing. */
  readonly terms?: ModelTerms | undefined;
  /** Id of the model in the configuration whose route was asked for. */
  readonly routeModelId?: string | undefined;
  /** Retries at it, instead of the plan's. */
  readonly retries?: number | undefined;
}

/** The path to call, placeholders filled in. Throws for a placeholder that the credential does not fill. */
export function pathOf({ speech, nativeModel }: Target, { basePath, fields }: Credential, stream: boolean): string {
  const { path, streamPath = path } = addressFor(speech, fields);
  const whole = stream ? streamPath : path;
  return basePath + (whole.includes("{") ? fillPlaceholders(whole, { ...fields, model: nativeModel }) : whole);
}
