import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useMay } from "../../api/identity.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { SetSecretDialog } from "./secrets/set-secret-dialog.tsx";

export interface MissingSecretsProps {
  readonly projectId: string;
  readonly names: readonly string[];
}

/** Names the secrets that a text needs and the project does not have, and lets them be set without leaving it. */
export function MissingSecrets({ projectId, names }: MissingSecretsProps) {
  const may = useMay("admin");
  const [setting, setSetting] = useState<string | null>(null);
  if (names.length === 0) return null;
  return (
    <Notice tone="warn">
      <p>
        {names.length === 1 ? "A secret is missing" : `${names.length} secrets are missing`}
        {may ? "." : ". An administrator has to set them before the text can be saved:"}
      </p>
      <ul className="mt-1.5 flex flex-wrap gap-1.5">
        {names.map((name) => (
          <li key={name} className="min-w-0">
            {may ? (
              <Button onClick={() => setSetting(name)} className="max-w-full text-text">
                <KeyRound aria-hidden />
                <span className="truncate">
                  Set <span className="font-mono">{name}</span>
                </span>
              </Button>
            ) : (
              <code className="font-mono text-xs break-all">{name}</code>
            )}
          </li>
        ))}
      </ul>
      {setting !== null && <SetSecretDialog projectId={projectId} name={setting} onClose={() => setSetting(null)} />}
    </Notice>
  );
}
