import { ImagePlus, SendHorizontal, Square, X } from "lucide-react";
import { type ClipboardEvent, type FormEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { toastError } from "../../ui/toast.tsx";
import type { Said } from "./conversation.ts";
import { readImages } from "./read-images.ts";

export interface ComposerProps {
  readonly isRunning: boolean;
  /** False: it was not sent, and stays. */
  onSend(said: Said): boolean;
  onStop(): void;
  /** Other things to do with what is typed. */
  actions(said: Said): ReactNode;
}

/** Where questions are typed. Enter sends, with Shift it makes a line; images are attached or pasted. */
export function Composer({ isRunning, onSend, onStop, actions }: ComposerProps) {
  const [text, setText] = useState("");
  const [images, setImages] = useState<readonly string[]>([]);
  const picker = useRef<HTMLInputElement>(null);
  const said: Said = { text, images, others: [] };
  const canSend = !isRunning && (text.trim() !== "" || images.length > 0);
  const send = (event?: FormEvent): void => {
    event?.preventDefault();
    if (!canSend || !onSend(said)) return;
    setText("");
    setImages([]);
  };
  const attach = (files: readonly File[]): void =>
    void readImages(files).then((read) => setImages((now) => [...now, ...read]), toastError);
  const paste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    attach(files);
  };
  return (
    <form onSubmit={send} className="grid gap-2 rounded-xl border border-line-strong/70 bg-surface p-2 shadow-pop">
      {images.length > 0 && (
        <ul className="flex flex-wrap gap-2 px-1 pt-1">
          {images.map((url, index) => (
            <li key={`${index} ${url.slice(-40)}`} className="relative">
              <img
                src={url}
                alt={`Attached, ${index + 1}`}
                className="size-16 rounded-md border border-line object-cover"
              />
              <button
                type="button"
                aria-label={`Remove image ${index + 1}`}
                onClick={() => setImages(images.filter((_, at) => at !== index))}
                className="absolute -top-2 -right-2 grid size-6 place-items-center rounded-full border border-line bg-surface hover:bg-hover"
              >
                <X className="size-3.5" aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <textarea
        aria-label="Question"
        data-shortcut="search"
        rows={2}
        value={text}
        placeholder="Ask something"
        onChange={(event) => setText(event.target.value)}
        onPaste={paste}
        onKeyDown={(event) => {
          // While a word is being composed, Enter takes the word.
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
        className="field-sizing-content max-h-60 min-h-12 w-full resize-none bg-transparent px-2 py-1 text-base placeholder:text-muted max-md:text-[16px]"
      />
      <div className="flex items-center gap-1">
        <input
          ref={picker}
          type="file"
          accept="image/*"
          multiple
          hidden
          onChange={(event) => {
            attach([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
        <Button
          variant="quiet"
          size="icon"
          aria-label="Attach images"
          title="Attach images"
          onClick={() => picker.current?.click()}
        >
          <ImagePlus aria-hidden />
        </Button>
        <div className="flex min-w-0 flex-1 items-center gap-1">{actions(said)}</div>
        {isRunning ? (
          <Button onClick={onStop}>
            <Square aria-hidden />
            Stop all
          </Button>
        ) : (
          <Button type="submit" variant="primary" disabled={!canSend}>
            <SendHorizontal aria-hidden />
            Send
          </Button>
        )}
      </div>
    </form>
  );
}
