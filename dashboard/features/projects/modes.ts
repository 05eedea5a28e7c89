import type { Project } from "../../../src/client/api.ts";

/** Who pays for a project's requests. */
export const MODES: Readonly<Record<Project["mode"], { readonly label: string; readonly help: string }>> = {
  hybrid: { label: "Own keys first", help: "Your connections where there is one for the provider, else credits." },
  "api-keys": { label: "Own keys only", help: "Your connections alone. Without one the request is refused." },
  credits: { label: "Credits only", help: "The gateway’s own keys, paid from your credits." },
};

export const MODE_WORDS = Object.keys(MODES) as readonly Project["mode"][];
