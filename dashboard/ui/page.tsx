import { type ReactNode, useEffect } from "react";

export interface PageProps {
  readonly title: string;
  /** One sentence; only where the title does not say it all. */
  readonly description?: ReactNode;
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode;
  /** Above the title: the way back. */
  readonly back?: ReactNode;
  readonly children: ReactNode;
}

/** Every page's frame: sets the document's title and the page's one heading. */
export function Page({ title, description, actions, back, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · LLM Gateway`;
  }, [title]);
  return (
    <div className="mx-auto grid max-w-[84rem] grid-cols-1 gap-5 px-4 pt-5 pb-16 md:px-8 md:pt-7">
      <header className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-60">
          {back && <div className="mb-1 text-sm">{back}</div>}
          <h1 className="wrap-anywhere text-xl font-semibold tracking-tight">{title}</h1>
          {description && <p className="mt-0.5 text-base text-muted">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
