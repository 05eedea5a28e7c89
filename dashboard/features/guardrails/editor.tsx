import { Plus } from "lucide-react";
import { useState } from "react";
import type { Guardrail, GuardrailTypes } from "../../../src/client/api.ts";
import { messageOf } from "../../api/error.ts";
import { useMay } from "../../api/identity.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Notice } from "../../ui/notice.tsx";
import { LeaveGuard } from "./leave-guard.tsx";
import { PersonalData } from "./personal-data.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import { RuleList } from "./rule-list.tsx";
import { Tester } from "./tester.tsx";
import { type DraftSource, useDraft } from "./use-draft.ts";
import { joined, ofPii } from "./words.ts";

export interface EditorProps extends DraftSource {
  readonly types: GuardrailTypes;
}

/** As many as one list has, in a dry run too. */
const GUARDRAILS_MAX = 50;

/** One list of guardrails, changed as a draft, and what it would do with a text. */
export function Editor({ types, ...source }: EditorProps) {
  const { organizationId, settings, project } = source;
  const may = useMay("admin");
  const state = useDraft(source);
  const { draft, isDirty, change } = state;
  const [edited, setEdited] = useState<{ readonly index: number | null } | null>(null);
  const put = (guardrail: Guardrail): void => {
    const index = edited?.index ?? null;
    const list = draft.guardrails;
    change({
      guardrails:
        index === null ? [...list, guardrail] : list.map((each, place) => (place === index ? guardrail : each)),
    });
    setEdited(null);
  };
  // Who may not read the organization's list tries what is in force.
  const before = settings === null ? null : joined(ofPii(settings.pii), settings.guardrails);
  const all =
    settings === null || before === null
      ? null
      : project === null
        ? joined(ofPii(draft.pii ?? settings.pii), draft.guardrails)
        : joined(before, draft.guardrails);
  // Lists of organization and project together may be longer than a dry run takes; without a draft it knows them itself.
  const tried = all !== null && all.length > GUARDRAILS_MAX && !isDirty ? null : all;
  const isUnreadable = project === null && settings === null;
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="grid min-w-0 content-start gap-5">
        {isUnreadable && (
          <Notice>
            Administrators see and change the organization’s guardrails. You can try them here, and see those of a
            project by choosing it above.
          </Notice>
        )}
        {draft.pii !== null && <PersonalData pii={draft.pii} types={types} onChange={(pii) => change({ pii })} />}
        {project !== null && before !== null && before.length > 0 && (
          <Card title="First, those of the organization" flush>
            <RuleList label="Guardrails of the organization" rules={before} />
          </Card>
        )}
        {!isUnreadable && (
          <Card
            title={project === null ? "Guardrails of the organization" : `Guardrails of ${project.name}`}
            actions={
              may && (
                <Button variant="primary" data-shortcut="create" onClick={() => setEdited({ index: null })}>
                  <Plus aria-hidden />
                  Add guardrail
                </Button>
              )
            }
            flush
          >
            <RuleList
              label="Guardrails"
              rules={draft.guardrails}
              {...(may
                ? {
                    onChange: (guardrails: readonly Guardrail[]) => change({ guardrails }),
                    onEdit: (index: number) => setEdited({ index }),
                  }
                : {})}
            />
          </Card>
        )}
        {isDirty && (
          <div className="sticky bottom-3 z-20 grid gap-2 rounded-lg border border-accent bg-surface p-3 shadow-pop">
            {state.failure !== null && <Notice tone="bad">{messageOf(state.failure)}</Notice>}
            <div className="flex flex-wrap items-center justify-between gap-2">
              <p className="text-sm">Not saved yet. What you try here already has your changes.</p>
              <span className="flex gap-2">
                <Button onClick={state.discard}>Discard</Button>
                <Button variant="primary" pending={state.isSaving} onClick={() => void state.save()}>
                  Save
                </Button>
              </span>
            </div>
          </div>
        )}
      </div>
      <Tester organizationId={organizationId} projectId={project?.id} guardrails={tried} />
      {edited !== null && (
        <RuleDialog
          organizationId={organizationId}
          rule={edited.index === null ? undefined : draft.guardrails[edited.index]}
          taken={draft.guardrails.filter((_, index) => index !== edited.index).map(({ name }) => name)}
          types={types}
          onClose={() => setEdited(null)}
          onDone={put}
        />
      )}
      <LeaveGuard isDirty={isDirty} />
    </div>
  );
}
