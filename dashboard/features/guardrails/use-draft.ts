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

  /** Sends what differs, so that two people do not undo each other's changes. */
  const put = async (from: Draft, to: Draft): Promise<void> => {
    // Parameters and types are those that the gateway itself has told, and it checks them.
    const body = {
      ...(isSame(from.guardrails, to.guardrails) ? {} : { guardrails: to.guardrails as never }),
      ...(isSame(from.pii, to.pii) ? {} : { pii: to.pii as never }),
    };
    if (project === null) await ofOrganization.mutateAsync({ path: { id: organizationId }, body });
    else await ofProject.mutateAsync({ path: { id: project.id }, body });
  };
  return {
    draft,
    isDirty: changed !== null && !isSame(changed, saved),
    isSaving: ofOrganization.isPending || ofProject.isPending,
    failure: ofOrganization.error ?? ofProject.error,
    change: (next) => setChanged((now) => ({ ...(now ?? saved), ...next })),
    discard() {
      setChanged(null);
      ofOrganization.reset();
      ofProject.reset();
    },
    async save() {
      try {
        await put(saved, draft);
        setChanged(null);
        toast("Saved. It holds within a second.", {
          label: "Undo",
          run: () => void put(draft, saved).catch(toastError),
        });
      } catch {
        // It is shown beside the button.
      }
    },
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
