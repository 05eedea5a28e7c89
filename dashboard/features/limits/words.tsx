/** A few limits in words, each on a line of its own. */
export function Words({ words }: { readonly words: readonly string[] }) {
  if (words.length === 0) return <span className="text-muted">none</span>;
  return (
    <span className="nums grid">
      {words.map((word) => (
        <span key={word} className="whitespace-normal">
          {word}
        </span>
      ))}
    </span>
  );
}
