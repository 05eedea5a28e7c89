import { renderConfigError } from "../config-error.ts";
import { readProjectConfig } from "../read-config.ts";

/** Three chat models `a`, `b`, `c`, one for embeddings, `e`, and one for speech, `t`; eight lines. */
export const MODELS = `chat_models:
  - {model_id: a, model: mock/echo}
  - {model_id: b, model: mock/echo}
  - {model_id: c, model: mock/echo}
embedding_models:
  - {model_id: e, model: mock/embedding}
transcription_models:
  - {model_id: t, model: mock/transcribe}
`;

/** The errors of a text, as people see them. */
export function errorsOf(text: string): string[] {
  return readProjectConfig(text).errors.map(renderConfigError);
}

/** A configuration with one route; its members begin on line 11. */
export function route(members: string, more = ""): string {
  return `${MODELS}routes:\n  r:\n${members.replaceAll(/^/gm, "    ")}\n${more}`;
}
