const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/**
 * The offset of the first key that appears twice in a mapping of a JSON document; undefined if there is none. `JSON.parse` keeps the
 * last value, and the API server refuses the object. Takes time in proportion to the length of the document.
 *
 * @param json valid JSON
 */
export function duplicateKey(json: string): number | undefined {
  // The keys of each open mapping; undefined for a list.
  const open: (Set<string> | undefined)[] = []
  let string: { readonly text: string; readonly index: number } | undefined
  token.lastIndex = 0
  for (let match = token.exec(json); match !== null; match = token.exec(json)) {
    const [text] = match
    if (text === '{') open.push(new Set())
    else if (text === '[') open.push(undefined)
    else if (text === '}' || text === ']') open.pop()
    else if (text === ':' && string !== undefined) {
      const key = JSON.parse(string.text) as string
      const keys = open.at(-1)
      if (keys?.has(key)) return string.index
      keys?.add(key)
    }
    string = text.startsWith('"') ? { text, index: match.index } : undefined
  }
  return undefined
}
