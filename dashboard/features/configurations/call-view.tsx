import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Project, ProjectConfig } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Select } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { namesIn } from "./language/names-in.ts";
import { LANGUAGES, type Language, snippetOf } from "./snippets.ts";

export interface CallViewProps {
  readonly organizationId: string;
  readonly project: Project;
  readonly config: ProjectConfig;
}

/** How applications call the routes of a version. */
export function CallView({ organizationId, project, config }: CallViewProps) {
  const { routes } = namesIn(config.yaml);
  const [chosen, setChosen] = useState<string>();
  const [language, setLanguage] = useState<Language>("curl");
  const route = routes.find(({ name }) => name === chosen) ?? routes[0];
  if (route === undefined) return <p className="text-muted">This version has no routes to call.</p>;
  const { slug } = project;
  return (
    <div className="grid max-w-3xl min-w-0 grid-cols-1 gap-4">
      {config.state !== "SERVED" && (
        <Notice>This version is not served: callers get these routes as soon as it is.</Notice>
      )}
      <Card title="Call it">
        <div className="grid min-w-0 grid-cols-1 gap-4">
          <p className="text-sm text-muted">
            Any OpenAI-compatible client works: name the route in <code className="font-mono">model</code>, with a{" "}
            <Link
              to="/$organizationId/api-keys"
              params={{ organizationId }}
              search={{ project: project.id }}
              className={textLink}
            >
              key of this project
            </Link>
            .
          </p>
          <div className="flex flex-wrap gap-2">
            <Select
              aria-label="Route"
              fit
              className="max-w-full"
              value={route.name}
              onChange={(event) => setChosen(event.target.value)}
            >
              {routes.map(({ name }) => (
                <option key={name} value={name}>
                  {slug}/{name}
                </option>
              ))}
            </Select>
            <Segmented<Language> label="Language" value={language} onChange={setLanguage} options={LANGUAGES} />
          </div>
          <CodeBlock text={snippetOf(language, { origin: location.origin, slug, route })} what="call" />
        </div>
      </Card>
    </div>
  );
}
