export interface PicturesProps {
  readonly images: readonly string[];
  /** Whose they are: "Attached". */
  readonly what: string;
}

/** Images that go with a question or an answer. Those of other sites are named: the page may show none but its own. */
export function Pictures({ images, what }: PicturesProps) {
  if (images.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2">
      {images.map((url, index) => (
        <li key={`${index} ${url.slice(-40)}`} className="min-w-0">
          {url.startsWith("data:") ? (
            <img
              src={url}
              alt={`${what}, ${index + 1}`}
              className="max-h-64 max-w-full rounded-md border border-line"
            />
          ) : (
            <code className="font-mono text-xs break-all">{url}</code>
          )}
        </li>
      ))}
    </ul>
  );
}
