import type { DialectId, FormPart } from "../dialects/dialect.ts";
import type { Quirk } from "../dialects/quirks.ts";

/** What a request is for. An endpoint has one; a provider speaks a dialect for each that it serves. */
export type Operation =
  | "chat"
  | "embed"
  | "count-tokens"
  | "image"
  | "image-edit"
  | "moderate"
  | "rerank"
  | "speech"
  | "transcribe";

/** Where one operation is asked for. */
export interface Address {
  /**
   * Appended to the base URL. `{model}` stands for the provider's name of the model, any other name in braces for a
   * field of the credential; both are percent-encoded.
   */
  readonly path: string;
  /** Where streams are asked for, if elsewhere. */
  readonly streamPath?: string;
}

export interface Speech extends Address {
  readonly operation: Operation;
  readonly dialect: DialectId;
  /** Only for models of these families of the catalogue; absent: for all that no other speech names. */
  readonly families?: readonly string[];
  /** Native names of such models, for those that the catalogue does not know. Only with `families`. */
  readonly natives?: RegExp;
  /** Other addresses for some credentials; the first that fits holds. */
  readonly variants?: readonly (Address & { readonly when: FieldTest })[];
}

/** Holds for a credential whose field reads like this; a field that is not given reads as the empty text. */
export interface FieldTest {
  readonly field: string;
  readonly matches: RegExp;
}

/** How a request is authorised. Everything but the first three is made anew for each request, or expires. */
export type Auth =
  | { readonly kind: "bearer" }
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "none" }
  /** Signature version 4 with access keys, a profile or a role; or a bearer key. */
  | { readonly kind: "aws"; readonly service: string }
  /** OAuth token of a service account or of the workload's own identity. */
  | { readonly kind: "google" }
  /** Header `api-key`, or a token of Entra ID. */
  | { readonly kind: "azure" };

/** One field of a credential, as a form and a validator see it. */
export interface CredentialField {
  /** Name in braces of base URLs and paths, and in the stored credential. */
  readonly name: string;
  readonly label: string;
  readonly secret: boolean;
  /** Whether every credential must have it. What only some must have stands in {@link CredentialForm}. */
  readonly required: boolean;
  /** One sentence under the form's field. */
  readonly help?: string;
  /** Longer than a line: a file's content. */
  readonly multiline?: boolean;
  /** The values it may have; absent: any. */
  readonly options?: readonly string[];
  /** Regular expression for the whole value, as in HTML. Fields in the host of a base URL must have one. */
  readonly pattern?: string;
  /** Value when it is left empty. */
  readonly default?: string;
  /** The vendor's own names for it in the environment, read for the platform's credential. */
  readonly environment?: readonly string[];
  /** Not needed where a base URL is given, as it only stands in the provider's own. */
  readonly unlessBaseUrl?: true;
  /** Makes use of what the gateway's machine is or has on its disk, so only the operator may give it. */
  readonly operatorOnly?: true;
}

/** One of several ways to give a credential. Fields that stand in no form belong to all. */
export interface CredentialForm {
  readonly id: string;
  readonly label: string;
  /** Names of fields that this way needs, beside those that are always required. */
  readonly needs: readonly string[];
  /** Names of fields that may be added. */
  readonly takes?: readonly string[];
  /** See {@link CredentialField.operatorOnly}. */
  readonly operatorOnly?: true;
}

/** A provider is data. Adding one is adding one file that exports one of these. */
export interface Provider {
  /** Stable id, used in model strings, configuration and records. */
  readonly id: string;
  readonly name: string;
  readonly docs: string;
  /**
   * Base URL without a trailing slash; `LLM_<PROVIDER>_BASE_URL` replaces it. Names in braces stand for fields of the
   * credential.
   */
  readonly baseUrl: string;
  /** Other base URLs for some credentials; the first that fits holds. */
  readonly baseUrls?: readonly { readonly when: FieldTest; readonly baseUrl: string }[];
  readonly auth: Auth;
  /** Headers sent with every request, such as an API version. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Request headers of the caller that are passed on when the wire is the same. */
  readonly forwardHeaders?: readonly string[];
  /** Native dialect of each operation first. */
  readonly speaks: readonly Speech[];
  readonly quirks: readonly Quirk[];
  /** Every field that a credential may have. */
  readonly credential: readonly CredentialField[];
  /** The ways to give a credential, the first that fits holds. Absent: one way, with all fields. */
  readonly credentialForms?: readonly CredentialForm[];
  /** The vendor's own names for the key in the environment, read when `LLM_<PROVIDER>_API_KEY` is absent. */
  readonly environment: readonly string[];
  /** The vendor's own names for the base URL in the environment. */
  readonly baseUrlEnvironment?: readonly string[];
  /** Usable without a key once its base URL is set (local servers) or always (`mock`). */
  readonly keyless?: "with-base-url" | "always";
  /** Answers inside the process instead of over the network. */
  readonly inProcess?: InProcessProvider;
}

/** A provider without a network: gets a path and a body and answers as an HTTP server would. */
export type InProcessProvider = (request: InProcessRequest, answer: InProcessAnswer) => void;

export interface InProcessRequest {
  readonly path: string;
  /** Text of the body; empty for a form. */
  readonly body: string;
  /** The parts, where the body is a form. */
  readonly form?: readonly FormPart[] | undefined;
}

export interface InProcessAnswer {
  head(status: number, headers: Readonly<Record<string, string>>): void;
  /** Text goes out as UTF-8. */
  write(data: string | Buffer): void;
  end(): void;
  /** Breaks the connection; `cause` is what the provider itself threw, if anything. */
  destroy(cause?: unknown): void;
  /** Called when the caller hangs up or a deadline passes. */
  onAbort(action: () => void): void;
}

/**
 * Runs a step of an in-process provider. Such steps begin in timers, where what they throw would end the process: here
 * it breaks the one answer instead.
 */
export function guarded(answer: InProcessAnswer, step: () => void): void {
  try {
    step();
  } catch (error) {
    answer.destroy(error);
  }
}

/** Checks a record's shape at compile time and freezes it. */
export function defineProvider(provider: Provider): Provider {
  return Object.freeze(provider);
}

export const API_KEY_FIELD: readonly CredentialField[] = [
  { name: "apiKey", label: "API key", secret: true, required: true },
];

/** For servers that are usually run without a key. */
export const OPTIONAL_API_KEY_FIELD: readonly CredentialField[] = [
  { name: "apiKey", label: "API key", secret: true, required: false },
];
