import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ProjectConfig } from "../../../src/client/api.ts";
import { hasCode } from "../../api/error.ts";
import { readAnew, useApiMutation } from "../../api/query.ts";
import { toast } from "../../ui/toast.tsx";
import { STALE_AFTER_CHANGE } from "./steps.ts";
import type { Draft } from "./use-unsaved.ts";

export interface Saving {
  readonly isPending: boolean;
  /** What was refused; conflicts are told by `isBehind`. */
  readonly error: Error | null;
  /** Somebody else changed the version after this text was begun with. */
  readonly isBehind: boolean;
  save(): void;
  /** Saves over what somebody else saved. */
  overwrite(): void;
  /** Makes another version of the text, and goes there. */
  saveAsNew(): void;
}

/** Saves a draft, unless somebody else did meanwhile. */
export function useSaveDraft(config: ProjectConfig, draft: Draft): Saving {
  const { id, projectId, organizationId, updatedAt, version } = config;
  const client = useQueryClient();
  const navigate = useNavigate();
  const patch = useApiMutation("patchConfigsById", { stale: STALE_AFTER_CHANGE });
  const create = useApiMutation("postProjectsByIdConfigs", { stale: STALE_AFTER_CHANGE });
  const isPending = patch.isPending || create.isPending;

  const save = async (basedOn: string): Promise<void> => {
    const { yaml, message } = draft;
    const body = { yaml, message: message.trim() || null, updatedAt: basedOn };
    try {
      const { config: saved } = await patch.mutateAsync({ path: { id }, body });
      draft.settle({ yaml, message, basedOn }, saved.updatedAt);
      toast(`Version ${version} is saved.`);
    } catch (error) {
      // What it is now says what can be done.
      if (hasCode(error, "conflict")) await readAnew(client, STALE_AFTER_CHANGE);
    }
  };
  const saveAsNew = async (): Promise<void> => {
    const { yaml, message } = draft;
    const body = { yaml, message: message.trim() || null };
    const { config: made } = await create.mutateAsync({ path: { id: projectId }, body });
    draft.discard();
    toast(`Saved as version ${made.version}.`);
    await navigate({
      to: "/$organizationId/configurations/$projectId/$configId",
      params: { organizationId, projectId, configId: made.id },
    });
  };
  const failure = patch.error ?? create.error;
  return {
    isPending,
    error: hasCode(patch.error, "conflict") ? create.error : failure,
    // While it is being saved, the newer one is this very text.
    isBehind: draft.isDirty && !isPending && draft.basedOn !== updatedAt,
    save: () => {
      if (draft.isDirty && !isPending) void save(draft.basedOn ?? updatedAt);
    },
    overwrite: () => void save(updatedAt),
    saveAsNew: () => void saveAsNew().catch(() => undefined),
  };
}
