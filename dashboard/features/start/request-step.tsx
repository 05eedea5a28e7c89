import { Send } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ModelPicker } from "../models/model-picker.tsx";
import { CLIENT_WORDS, CLIENTS, type Client } from "./search.ts";
import { sendHello } from "./send-hello.ts";
import { NO_KEY, snippetFor } from "./snippets.ts";
import { Step } from "./step.tsx";

export interface RequestStepProps {
  readonly projectId: string | undefined;
  /** Null: none was made here. */
  readonly secret: string | null;
  readonly client: Client;
  readonly model: string;
  readonly isDone: boolean;
  onClient(client: Client): void;
  onModel(model: string): void;
}

/** The request, ready to be pasted; or sent from here by those who have no terminal at hand. */
export function RequestStep(props: RequestStepProps) {
  const { projectId, secret, client, model, isDone, onClient, onModel } = props;
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const text = snippetFor(client, { url: location.origin, key: secret ?? NO_KEY, model });
  const send = async (): Promise<void> => {
    setSending(true);
    setFailure(await sendHello(secret ?? "", model));
    setSending(false);
  };
  return (
    <Step number={3} title="A request" isDone={isDone}>
      <div className="grid gap-3 md:grid-cols-2">
        <Field label="Client">
          <Select value={client} onChange={(event) => onClient(event.target.value as Client)}>
            {CLIENT_WORDS.map((word) => (
              <option key={word} value={word}>
                {CLIENTS[word]}
              </option>
            ))}
          </Select>
        </Field>
        <div className="grid content-start gap-1">
          <span aria-hidden className="text-sm font-medium">
            Model
          </span>
          <ModelPicker label="Model" value={model} projectId={projectId} onChange={onModel} />
        </div>
      </div>
      <CodeBlock text={text} what="request" />
      {failure !== null && <Notice tone="bad">{failure}</Notice>}
      <div className="flex flex-wrap items-center gap-3">
        <Button pending={sending} disabled={secret === null} onClick={() => void send()}>
          <Send aria-hidden />
          Send it from here
        </Button>
        <p className="text-sm text-muted">
          {secret === null ? "Create a key first; it is then in the request." : "Or run it where you work."}
        </p>
      </div>
    </Step>
  );
}
