/**
 * Starts on the next item while the one before is worked on. Results come in order; of work that is under way, at most two pieces are. Where one fails,
 * what was started is awaited before the failure is handed on.
 */
export async function* oneAhead<Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      started.push(work(item));
      if (started.length > 1) yield await first(started);
    }
    while (started.length > 0) yield await first(started);
  } finally {
    await Promise.allSettled(started);
  }
}

async function first<Result>(started: Promise<Result>[]): Promise<Result> {
  const [next] = started;
  if (next === undefined) throw new RangeError("nothing was started");
  // A failure of the ones behind it is theirs to tell, when it is their turn.
  for (const other of started) other.catch(() => {});
  const result = await next;
  started.shift();
  return result;
}
