/** Everything an async iterable yields: Array.fromAsync is newer than the oldest Node we support types for. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}
