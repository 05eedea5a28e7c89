import type { ServedFrom } from "../../gateway/routes/served-route.ts";

/** The name by which the gateway itself asks for one model of a configuration. */
export function innerLabel({ projectSlug }: Pick<ServedFrom, "projectSlug">, modelId: string): string {
  return `${projectSlug}/~${modelId}`;
}
