import { expect } from "vitest";
import type { ProjectView } from "../../projects/schema.ts";
import { type Call, type Harness, makeHarness } from "../../testing/harness.ts";
import type { ConfigGenerator } from "../generate-config.ts";
import type {
  ConfigSummary,
  ConfigView,
  GeneratedView,
  HistoryView,
  ImportView,
  SecretView,
  ShadowView,
  UsedSecretView,
  ValidationView,
} from "../schema.ts";
import { LINE_LANGUAGE } from "./line-language.ts";

/** What the routes under test answer, good or bad. */
export interface Said {
  readonly code: string;
  readonly param: string;
  readonly message: string;
  readonly details: readonly { readonly path: string; readonly line: number; readonly message: string }[] & {
    readonly allowed: readonly string[];
  };
  readonly config: ConfigView;
  readonly warnings: readonly { readonly message: string }[];
  readonly configs: readonly ConfigSummary[];
  readonly nextCursor: string | null;
  readonly history: HistoryView;
  readonly validation: ValidationView;
  readonly diff: {
    readonly from: { readonly version: number } | null;
    readonly to: { readonly version: number };
    readonly changes: readonly { readonly text: string }[];
    readonly sameText: boolean;
  };
  readonly shadow: ShadowView;
  readonly secret: SecretView;
  readonly secrets: readonly UsedSecretView[];
  readonly templates: readonly { readonly id: string }[];
  readonly import: ImportView;
  readonly generated: GeneratedView;
  readonly project: ProjectView;
}

/** One caller's calls, each with the status that the answer must have. */
export interface ConfigTalk {
  say(method: string, path: string, status: number, body?: unknown): Promise<Said>;
  /** A new draft of a project. */
  draft(projectId: string, yaml?: string): Promise<ConfigView>;
  /** The same, marked as ready. */
  ready(projectId: string, yaml?: string): Promise<ConfigView>;
  /** A step of a configuration: its state after it, or the refusal. */
  step(config: { readonly id: string }, action: string, status?: number, body?: unknown): Promise<Said>;
}

/** Talks to the API with one session or token. */
export function configTalk(api: Harness, token: string): ConfigTalk {
  const say: ConfigTalk["say"] = async (method, path, status, body) => {
    const call: Call = { method, token, ...(body === undefined ? {} : { body }) };
    const answer = await api.call<Said>(path, call);
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBe(status);
    return answer.body;
  };
  const step: ConfigTalk["step"] = ({ id }, action, status = 200, body) =>
    say("POST", `/configs/${id}/${action}`, status, body);
  const draft: ConfigTalk["draft"] = async (projectId, yaml = "route a") =>
    (await say("POST", `/projects/${projectId}/configs`, 201, { yaml })).config;
  return {
    say,
    step,
    draft,
    ready: async (projectId, yaml) => (await step(await draft(projectId, yaml), "approve")).config,
  };
}

/** The API with the language of tests. */
export async function configHarness(
  engine: Parameters<typeof makeHarness>[0],
  configGenerator: ConfigGenerator | null = null,
): Promise<Harness> {
  return await makeHarness(engine, { configLanguage: LINE_LANGUAGE, configGenerator, projectsMax: 100 });
}

/** A project of its own for a test. */
export async function freshProject({ say }: ConfigTalk): Promise<string> {
  return (await say("POST", "/projects", 201, { name: "Shop" })).project.id;
}
