import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useId } from "react";
import { Button } from "../../ui/button.tsx";
import { Combobox, type ComboboxOption } from "../../ui/combobox.tsx";

export interface ChainFieldProps {
  readonly chain: readonly string[];
  readonly options: readonly ComboboxOption[];
  readonly disabled: boolean;
  onChange(chain: readonly string[]): void;
}

const CHAIN_MAX = 10;

/** Models in an order: who is asked after all others, one after another. */
export function ChainField({ chain, options, disabled, onChange }: ChainFieldProps) {
  const id = useId();
  const move = (from: number, to: number): void => {
    const rest = chain.filter((_, index) => index !== from);
    onChange([...rest.slice(0, to), chain[from] ?? "", ...rest.slice(to)]);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be described by a sentence below it
    <div role="group" aria-label="Fallback chain" aria-describedby={id} className="grid gap-1.5">
      <span aria-hidden className="text-sm font-medium">
        Fallback chain
      </span>
      <ol className="grid gap-1.5 empty:hidden">
        {chain.map((model, index) => (
          <li key={model} className="flex items-center gap-1 rounded-md border border-line py-0.5 pr-0.5 pl-3 text-sm">
            <span className="nums w-5 text-muted">{index + 1}</span>
            <span className="min-w-0 flex-1 truncate">{model}</span>
            <Button
              variant="quiet"
              size="icon"
              aria-label={`Move ${model} up`}
              disabled={disabled || index === 0}
              onClick={() => move(index, index - 1)}
            >
              <ArrowUp aria-hidden />
            </Button>
            <Button
              variant="quiet"
              size="icon"
              aria-label={`Move ${model} down`}
              disabled={disabled || index === chain.length - 1}
              onClick={() => move(index, index + 1)}
            >
              <ArrowDown aria-hidden />
            </Button>
            <Button
              variant="quiet"
              size="icon"
              aria-label={`Remove ${model}`}
              disabled={disabled}
              onClick={() => onChange(chain.filter((_, each) => each !== index))}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ol>
      {chain.length < CHAIN_MAX && (
        <Combobox
          label="Add to the fallback chain"
          free
          placeholder="Add a model"
          options={options.filter(({ value }) => !chain.includes(value))}
          disabled={disabled}
          value=""
          onChange={(model) => onChange([...chain.filter((each) => each !== model), model])}
        />
      )}
      <p id={id} className="text-sm text-muted">
        Asked in this order after all candidates of a chat failed, where the request brings no chain of its own. It may
        cross providers; entries that are forbidden or have no key are passed over.
      </p>
    </div>
  );
}
