import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { fieldErrors } from "../../api/field-errors.ts";
import { useOrganization } from "../../api/identity.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { count } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { NO_SELECTORS, type PurgeDraft, purgeOf } from "./purge-draft.ts";

export interface PurgeProps {
  readonly organizationId: string;
  /** The project that is looked at. */
  readonly projectId: string | undefined;
  /** Whether a project need not be named. */
  readonly mayPurgeAll: boolean;
}

const PROJECTS_MAX = 200;

/** Removes kept answers: those that fit all that is said, or every one. */
export function Purge({ organizationId, projectId = "", mayPurgeAll }: PurgeProps) {
  const { organizationName } = useOrganization();
  const [asking, setAsking] = useState(false);
  const projects = useQuery(apiQuery("getProjects", { query: { organizationId, limit: PROJECTS_MAX } }));
  const purge = useApiMutation("postCachePurge", { stale: ["getCache"] });
  const { register, handleSubmit, reset } = useForm<PurgeDraft>({ defaultValues: { ...NO_SELECTORS, projectId } });
  const { of, other } = fieldErrors(purge.error, Object.keys(NO_SELECTORS));
  const run = async (selectors: object): Promise<void> => {
    const { purged } = await purge.mutateAsync({ body: { organizationId, ...selectors } });
    toast(
      purged === 0
        ? "No kept answer was like that."
        : `${count(purged)} kept ${purged === 1 ? "answer" : "answers"} removed.`,
    );
    reset({ ...NO_SELECTORS, projectId });
  };
  const submit = handleSubmit(async (typed) => {
    const selectors = purgeOf(typed);
    if (Object.keys(selectors).length === 0) setAsking(true);
    else await run(selectors);
  });
  return (
    <>
      <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <Card title="Remove kept answers">
          <div className="grid gap-4">
            <p className="text-sm text-muted">
              Answers go that fit all that is said here, of the exact and the semantic cache. They cannot be brought
              back; the next such question is asked anew.
            </p>
            {other && <Notice tone="bad">{other}</Notice>}
            <div className="grid gap-4 md:grid-cols-2">
              <Field label="Project" error={of("projectId")}>
                <Select key={projects.data?.projects.length} required={!mayPurgeAll} {...register("projectId")}>
                  <option value="">{mayPurgeAll ? "Any project" : "Choose a project"}</option>
                  {projects.data?.projects.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </Select>
              </Field>
              <Field label="Model that answered" error={of("model")}>
                <Input placeholder="Any model" spellCheck={false} {...register("model")} />
              </Field>
              <Field label="Older than, in seconds" error={of("olderThanSeconds")}>
                <Input
                  type="number"
                  min="0"
                  step="1"
                  inputMode="numeric"
                  placeholder="Any age"
                  {...register("olderThanSeconds")}
                />
              </Field>
              <Field label="Request" error={of("requestId")}>
                <Input placeholder="Any request" spellCheck={false} {...register("requestId")} />
              </Field>
              <Field label="Cache key" error={of("key")}>
                <Input placeholder="Any key" spellCheck={false} {...register("key")} />
              </Field>
            </div>
            <div>
              <Button type="submit" size="md" variant="warning" pending={purge.isPending}>
                Remove answers
              </Button>
            </div>
          </div>
        </Card>
      </form>
      {/* Beside the form: what is submitted in a dialog reaches the form around it. */}
      <ConfirmByTyping
        open={asking}
        onClose={() => setAsking(false)}
        title="Empty the whole cache?"
        word={organizationName}
        action="Empty the cache"
        onConfirm={() => run({})}
      >
        Nothing narrows it down: every kept answer of every project of{" "}
        <b className="font-medium text-text">{organizationName}</b> goes, and all questions are asked and paid anew.
      </ConfirmByTyping>
    </>
  );
}
