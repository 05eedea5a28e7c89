import type { GuardrailDocument } from "../../store/sql/tables/organization-settings.ts";

/** Checks the addresses of guardrails that ask a service. Throws `invalid_parameters` naming the field. */
export async function checkGuardrailUrls(
  list: readonly GuardrailDocument[] | null | undefined,
  checkUrl: (url: string, param: string) => Promise<unknown>,
): Promise<void> {
  for (const [index, { type, parameters }] of (list ?? []).entries()) {
    const url = parameters?.["url"];
    if (type === "http" && typeof url === "string") await checkUrl(url, `guardrails[${index}].parameters.url`);
  }
}
