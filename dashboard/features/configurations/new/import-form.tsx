import { Link, useNavigate } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { type ChangeEvent, useRef, useState } from "react";
import type { ProjectConfigImportAnswer } from "../../../../src/client/api.ts";
import { messageOf } from "../../../api/error.ts";
import { useApiMutation } from "../../../api/query.ts";
import { keepUnsaved, newVersionOf } from "../../../api/unsaved.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Field, Select, Textarea } from "../../../ui/field.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { MissingSecrets } from "../missing-secrets.tsx";
import { STALE_AFTER_CHANGE } from "../steps.ts";

const FORMATS = { litellm: "LiteLLM (config.yaml)", portkey: "Portkey (config, JSON)" } as const;
type Format = keyof typeof FORMATS;

export interface ImportFormProps {
  readonly organizationId: string;
  readonly projectId: string;
}

/** Makes a draft of another product's file, and tells what could not be carried over. */
export function ImportForm({ organizationId, projectId }: ImportFormProps) {
  const [format, setFormat] = useState<Format>("litellm");
  const [text, setText] = useState("");
  const [unreadable, setUnreadable] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const run = useApiMutation("postProjectsByIdConfigsImport", { stale: STALE_AFTER_CHANGE });
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [chosen] = target.files ?? [];
    if (chosen === undefined) return;
    try {
      setText(await chosen.text());
      setUnreadable(undefined);
      if (chosen.name.endsWith(".json")) setFormat("portkey");
    } catch {
      setUnreadable(`${chosen.name} could not be read.`);
    }
    target.value = "";
  };
  const convert = (): void => run.mutate({ path: { id: projectId }, body: { format, text } });
  return (
    <div className="grid min-w-0 items-start gap-5 lg:grid-cols-2">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          convert();
        }}
      >
        <Field label="Format">
          <Select value={format} onChange={(event) => setFormat(event.target.value as Format)}>
            {Object.entries(FORMATS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label="Text"
          help="Keys that are written out are not copied: a secret to set is named instead."
          error={unreadable}
        >
          <Textarea
            required
            rows={16}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={format === "litellm" ? "model_list:\n  - model_name: …" : '{"strategy": …}'}
          />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" size="md" variant="primary" pending={run.isPending}>
            Import
          </Button>
          <Button size="md" onClick={() => file.current?.click()}>
            <FileUp aria-hidden />
            Choose a file
          </Button>
          <input
            ref={file}
            type="file"
            aria-label="File to import"
            accept=".yaml,.yml,.json"
            className="hidden"
            onChange={(event) => void choose(event)}
          />
        </div>
      </form>
      <div className="grid min-w-0 gap-4" aria-live="polite">
        {run.error && <Notice tone="bad">{messageOf(run.error)}</Notice>}
        {run.data && (
          <Outcome
            organizationId={organizationId}
            projectId={projectId}
            made={run.data.import}
            format={format}
            isPending={run.isPending}
            onAgain={convert}
          />
        )}
      </div>
    </div>
  );
}

interface OutcomeProps extends ImportFormProps {
  readonly made: ProjectConfigImportAnswer["import"];
  readonly format: Format;
  readonly isPending: boolean;
  onAgain(): void;
}

function Outcome({ organizationId, projectId, made, format, isPending, onAgain }: OutcomeProps) {
  const navigate = useNavigate();
  const { config, yaml, report, errors, missingSecrets } = made;
  const others = errors.filter(({ message }) => !missingSecrets.some((name) => message.includes(name)));
  const params = { organizationId, projectId };
  const edit = (text: string): void => {
    keepUnsaved(newVersionOf(projectId), { yaml: text, message: `Imported from ${format}`, basedOn: null });
    void navigate({ to: "/$organizationId/configurations/$projectId/new", params, search: { from: "kept" } });
  };
  return (
    <>
      {config !== null ? (
        <Notice tone="good">
          Version {config.version} was made of it, as a draft.
          <div className="mt-2 text-text">
            <Button asChild>
              <Link
                to="/$organizationId/configurations/$projectId/$configId"
                params={{ ...params, configId: config.id }}
              >
                Open version {config.version}
              </Link>
            </Button>
          </div>
        </Notice>
      ) : yaml === null ? (
        <Notice tone="bad">Nothing could be made of this text. The report says why.</Notice>
      ) : (
        <>
          <MissingSecrets projectId={projectId} names={missingSecrets} />
          <Notice>
            The text was converted, and is no draft yet{" "}
            {others.length > 0 ? "because something in it has to be mended." : "because secrets are missing."}
            <div className="mt-2 flex flex-wrap gap-2 text-text">
              <Button pending={isPending} onClick={onAgain}>
                Import again
              </Button>
              <Button onClick={() => edit(yaml)}>Open it in the editor</Button>
            </div>
          </Notice>
        </>
      )}
      {others.length > 0 && (
        <Report
          title="To be mended"
          rows={others.map(({ line, column, message }) => ({ path: `${line}:${column}`, reason: message }))}
        />
      )}
      {report.length > 0 ? (
        <Report title="Not carried over" rows={report} />
      ) : (
        <p className="text-sm text-muted">Everything was carried over.</p>
      )}
    </>
  );
}

interface ReportProps {
  readonly title: string;
  readonly rows: readonly { readonly path: string; readonly reason: string }[];
}

function Report({ title, rows }: ReportProps) {
  return (
    <Card title={title} flush>
      <ul aria-label={title} className="divide-y divide-line">
        {rows.map(({ path, reason }, index) => (
          <li key={`${path} ${index}`} className="grid gap-0.5 px-4 py-2 text-sm">
            <code className="font-mono text-xs break-all text-muted">{path}</code>
            <span className="break-words">{reason}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
