import { useState } from "react";
import type { Guardrail, OrganizationSettings, Project } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { toast, toastError } from "../../ui/toast.tsx";
import type { Pii } from "./words.ts";

/** What is edited: a list, and for the organization the setting for personal data. */
export interface Draft {
  readonly guardrails: readonly Guardrail[];
  readonly pii: Pii | null;
}

export interface DraftState {
  readonly draft: Draft;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly failure: unknown;
  change(next: Partial<Draft>): void;
  discard(): void;
  /** Saves, with a way back. */
  save(): Promise<void>;
}

export interface DraftSource {
  readonly organizationId: string;
  readonly settings: OrganizationSettings | null;
  /** Whose list it is; the organization's when null. */
  readonly project: Project | null;
}

/** A change that can be tried before it is saved. Without one, what is shown follows what is saved. */
export function useDraft({ organizationId, settings, project }: DraftSource): DraftState {
  const [changed, setChanged] = useState<Draft | null>(null);
  const ofOrganization = useApiMutation("patchOrganizationsByIdSettings", { stale: ["getOrganizationsByIdSettings"] });
  const ofProject = useApiMutation("patchProjectsById", { stale: ["getProjectsById", "getProjects"] });
  const saved: Draft =
    project === null
      ? { guardrails: settings?.guardrails ?? [], pii: settings?.pii ?? null }
      : { guardrails: project.guardrails, pii: null };
  const draft = changed ?? saved;

  const put = async (next: Draft): Promise<void> => {
    // Parameters are those of the type, which the gateway checks.
    const guardrails = next.guardrails as never;
    if (project !== null) await ofProject.mutateAsync({ path: { id: project.id }, body: { guardrails } });
    else {
      // Types that the description does not know would have come from the API itself.
      const pii = next.pii === null ? {} : { pii: next.pii as never };
      await ofOrganization.mutateAsync({ path: { id: organizationId }, body: { guardrails, ...pii } });
    }
  };
  return {
    draft,
    isDirty: changed !== null && JSON.stringify(changed) !== JSON.stringify(saved),
    isSaving: ofOrganization.isPending || ofProject.isPending,
    failure: ofOrganization.error ?? ofProject.error,
    change: (next) => setChanged({ ...draft, ...next }),
    discard() {
      setChanged(null);
      ofOrganization.reset();
      ofProject.reset();
    },
    async save() {
      try {
        await put(draft);
        setChanged(null);
        toast("Saved. It holds within a second.", { label: "Undo", run: () => void put(saved).catch(toastError) });
      } catch {
        // It is shown beside the button.
      }
    },
  };
}
