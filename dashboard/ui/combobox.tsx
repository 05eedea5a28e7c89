import { Command } from "cmdk";
import { Check, ChevronsUpDown, X } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, useState } from "react";
import { cn } from "./cn.ts";

export interface ComboboxOption {
  readonly value: string;
  readonly label: string;
  /** What else finds it, and is shown at the right. */
  readonly note?: string;
}

export interface ComboboxProps {
  readonly label: string;
  readonly options: readonly ComboboxOption[];
  readonly placeholder?: string;
  /** What is said when nothing is found. */
  readonly empty?: string;
  /** Lets what was typed be taken as it is, such as a pattern. */
  readonly free?: boolean;
  readonly disabled?: boolean;
}

interface OneProps extends ComboboxProps {
  readonly value: string;
  onChange(value: string): void;
}

interface ManyProps extends ComboboxProps {
  readonly values: readonly string[];
  onChange(values: readonly string[]): void;
}

/** One of many, found by typing. For a few values `Select` is better. */
export function Combobox({ value, onChange, ...props }: OneProps) {
  const [open, setOpen] = useState(false);
  const chosen = props.options.find((option) => option.value === value)?.label ?? value;
  const choose = (next: string): void => {
    onChange(next);
    setOpen(false);
  };
  return (
    <Frame {...props} open={open} onOpen={setOpen} chosen={[value]} onChoose={choose}>
      <span className={cn("min-w-0 flex-1 truncate text-left", value === "" && "text-muted")}>
        {value === "" ? (props.placeholder ?? "Choose…") : chosen}
      </span>
    </Frame>
  );
}

/** Any number of many, found by typing; what was chosen stands below and goes by its button. */
export function MultiCombobox({ values, onChange, ...props }: ManyProps) {
  const [open, setOpen] = useState(false);
  const toggle = (value: string): void =>
    onChange(values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);
  const labelOf = (value: string): string => props.options.find((each) => each.value === value)?.label ?? value;
  return (
    <div className="grid min-w-0 gap-1.5">
      <Frame {...props} open={open} onOpen={setOpen} chosen={values} onChoose={toggle}>
        <span className="min-w-0 flex-1 truncate text-left text-muted">{props.placeholder ?? "Add…"}</span>
      </Frame>
      <ul className="flex flex-wrap gap-1.5 empty:hidden">
        {values.map((value) => (
          <li
            key={value}
            className="flex items-center gap-0.5 rounded-full border border-line bg-sunken pl-2.5 text-sm"
          >
            {labelOf(value)}
            <button
              type="button"
              disabled={props.disabled}
              onClick={() => toggle(value)}
              aria-label={`Remove ${labelOf(value)}`}
              className="grid size-6 place-items-center rounded-full hover:bg-hover disabled:opacity-50 max-md:size-10"
            >
              <X className="size-3.5" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FrameProps extends ComboboxProps {
  readonly open: boolean;
  onOpen(open: boolean): void;
  readonly chosen: readonly string[];
  onChoose(value: string): void;
  readonly children: ReactNode;
}

function Frame({ label, options, empty = "Nothing found.", free = false, disabled = false, ...rest }: FrameProps) {
  const { open, onOpen, chosen, onChoose, children } = rest;
  const [typed, setTyped] = useState("");
  const own = typed.trim();
  const isOffered = free && own !== "" && !options.some((option) => option.value === own);
  const choose = (value: string): void => {
    onChoose(value);
    setTyped("");
  };
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          disabled={disabled}
          role="combobox"
          aria-label={label}
          aria-expanded={open}
          aria-haspopup="listbox"
          className="flex h-9 w-full min-w-0 items-center gap-2 rounded-md border border-line-strong/70 bg-surface px-2.5 hover:border-line-strong disabled:opacity-60 max-md:h-11"
        >
          {children}
          <ChevronsUpDown className="size-4 shrink-0 text-muted" aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-[60] w-(--radix-popover-trigger-width) min-w-64 overflow-hidden rounded-lg border border-line bg-surface shadow-pop animate-appear"
        >
          <Command label={label}>
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder={free ? "Search, or type your own" : "Search"}
              className="h-10 w-full border-b border-line bg-surface px-3 text-base outline-none max-md:h-11 max-md:text-[16px]"
            />
            <Command.List className="max-h-72 overflow-y-auto p-1">
              {!isOffered && <Command.Empty className="px-2 py-3 text-sm text-muted">{empty}</Command.Empty>}
              {isOffered && (
                <Item value={`own ${own}`} onSelect={() => choose(own)} isChosen={false} label={`Use “${own}”`} />
              )}
              {options.map((option) => (
                <Item
                  key={option.value}
                  value={`${option.label} ${option.value} ${option.note ?? ""}`}
                  onSelect={() => choose(option.value)}
                  isChosen={chosen.includes(option.value)}
                  label={option.label}
                  note={option.note}
                />
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ItemProps {
  readonly value: string;
  readonly label: string;
  readonly note?: string | undefined;
  readonly isChosen: boolean;
  onSelect(): void;
}

function Item({ value, label, note, isChosen, onSelect }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-8 items-center gap-2 rounded px-2 text-sm select-none data-[selected=true]:bg-hover max-md:min-h-11"
    >
      <Check className={cn("size-4 shrink-0", !isChosen && "invisible")} aria-hidden />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {note && <span className="shrink-0 text-xs text-muted">{note}</span>}
    </Command.Item>
  );
}
