/** Something wrong with a configuration, and where: line and column count from 1. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  /** Such as `routes.support.chat_models[0]`. */
  readonly path: string;
  readonly message: string;
  readonly suggestion?: string;
}

/** What a text says, as far as its lifecycle must know. */
export interface ConfigReading {
  /** Empty exactly for a configuration that can be served. */
  readonly errors: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  /** Names after `!secret`, each once. */
  readonly secrets: readonly string[];
  /** Addresses that would be called; of a text without errors alone. */
  readonly urls: readonly { readonly path: string; readonly url: string }[];
}

/** What is known of a project outside of the text. */
export interface ProjectFacts {
  /** Whether it has a secret of this name. */
  hasSecret(name: string): boolean;
  /** Names of providers that the organization added. */
  readonly providers: ReadonlySet<string>;
}

/** A difference between two configurations, in a sentence without secrets. */
export interface ConfigChange {
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  readonly before?: unknown;
  readonly after?: unknown;
  readonly text: string;
}

/** A configuration made of another product's. */
export interface ImportedConfig {
  /** Null when nothing could be made of it. */
  readonly yaml: string | null;
  /** What could not be carried over, and why. */
  readonly report: readonly { readonly path: string; readonly reason: string }[];
}

export type ImportFormat = "litellm" | "portkey";

/** A configuration to begin with. */
export interface ConfigTemplate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly yaml: string;
}

/** The language of configurations, as far as their lifecycle needs it. Pure; never throws for any text. */
export interface ConfigLanguage {
  /** Reads a text for a project; without facts of one, secrets and providers are taken to be there. */
  read(text: string, facts?: ProjectFacts): ConfigReading;
  /** What is different in what they mean; null when one of them cannot be understood. An absent one is empty. */
  diff(before: string | null, after: string): readonly ConfigChange[] | null;
  /** A text that is not of that format gives a report that says so. */
  import(format: ImportFormat, text: string): ImportedConfig;
  readonly templates: readonly ConfigTemplate[];
  /** JSON Schema of the language. */
  jsonSchema(): object;
}
