import type { CatalogModel } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { count } from "../../ui/format.ts";
import { OPERATIONS, type Operation } from "./search.ts";

/** What a model is and can do, by the catalogue. */
export function ModelFacts({ model }: { readonly model: CatalogModel }) {
  return (
    <div className="grid min-w-0 content-start gap-5">
      <Card title="Sizes">
        <Facts>
          <Fact name="Kind">{OPERATIONS[model.operation as Operation] ?? model.operation}</Fact>
          <Fact name="Context">{count(model.contextTokens)}</Fact>
          <Fact name="Longest answer">{count(model.maxOutputTokens)}</Fact>
          {model.quality && <Fact name="Score">{model.quality.score.toFixed(2)}</Fact>}
          {model.releasedOn && <Fact name="Released">{model.releasedOn}</Fact>}
          {model.deprecatedOn && <Fact name="Ends">{model.deprecatedOn}</Fact>}
        </Facts>
        {model.quality && <p className="mt-3 text-xs text-muted">Score: {model.quality.source}</p>}
      </Card>
      <Card title="Abilities">
        <div className="grid gap-3 text-sm">
          <Words name="Reads" words={model.input} />
          <Words name="Answers with" words={model.output} />
          <Words name="Can" words={model.capabilities} />
          {model.efforts && <Words name="Efforts of reasoning" words={model.efforts} />}
          {model.aliases.length > 0 && <Words name="Also called" words={model.aliases} />}
        </div>
      </Card>
    </div>
  );
}

function Words({ name, words }: { readonly name: string; readonly words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <div className="grid gap-1">
      <h3 className="text-muted">{name}</h3>
      <p className="flex flex-wrap gap-1">
        {words.map((word) => (
          <Badge key={word}>{word}</Badge>
        ))}
      </p>
    </div>
  );
}
