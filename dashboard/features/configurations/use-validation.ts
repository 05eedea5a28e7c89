import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ProjectConfigValidation } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";

/** How long nothing must be written before a text is checked. */
const PAUSE_MS = 400;

export interface Validation {
  /** Of the text as it was a moment ago; undefined before the first answer. */
  readonly found: ProjectConfigValidation["validation"] | undefined;
  /** Whether the text was changed since, or the answer is on its way. */
  readonly isChecking: boolean;
  readonly error: Error | null;
  /** Checks at once. */
  check(): void;
}

/** Has the API check a text whenever its writer pauses. */
export function useValidation(projectId: string, yaml: string): Validation {
  const [checked, setChecked] = useState(yaml);
  useEffect(() => {
    if (yaml === checked) return;
    const timer = setTimeout(() => setChecked(yaml), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [yaml, checked]);
  const { data, error, isFetching, refetch } = useQuery({
    ...apiQuery("postProjectsByIdConfigsValidate", { path: { id: projectId }, body: { yaml: checked } }),
    placeholderData: keepPreviousData,
    // Each text is asked about once: old ones need not be remembered.
    gcTime: 0,
  });
  return {
    found: data?.validation,
    isChecking: isFetching || checked !== yaml,
    error,
    check: () => (checked === yaml ? void refetch() : setChecked(yaml)),
  };
}
