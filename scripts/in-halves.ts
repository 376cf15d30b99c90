/** Halves are handled at the same time up to this depth: eight calls. */
const parallelDepth = 3

/**
 * Handles many items with one call. If it fails as a whole, handles each half in the same way: one item that fails among n needs
 * about 2·log₂(n) calls instead of n.
 *
 * @param together the results in the order of the items; undefined if the call failed because of one or some of them
 * @param alone the result for one item, also if it fails
 */
export async function inHalves<Item, Result>(
  items: readonly Item[],
  together: (items: readonly Item[]) => Promise<readonly Result[] | undefined>,
  alone: (item: Item) => Promise<Result>,
  depth = 0,
): Promise<readonly Result[]> {
  const [first] = items
  if (first === undefined) return []
  if (items.length === 1) return [await alone(first)]
  const results = await together(items)
  if (results !== undefined) return results
  const middle = Math.ceil(items.length / 2)
  const half = (from: number, to?: number) => inHalves(items.slice(from, to), together, alone, depth + 1)
  const halves =
    depth < parallelDepth
      ? await Promise.all([half(0, middle), half(middle)])
      : [await half(0, middle), await half(middle)]
  return halves.flat()
}
