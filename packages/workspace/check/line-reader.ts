import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { maskText } from '@thanos-gitops/manifest'

/**
 * Reads lines of the files that findings name, from 1.
 * @param contents files that are in memory only
 * @param folders that the files are relative to; the first that contains a file counts
 * @returns a function that returns undefined if the file or the line does not exist
 */
export function lineReader(
  contents: ReadonlyMap<string, string>,
  folders: readonly string[],
): (file: string, line: number) => string | undefined {
  const lines = new Map<string, readonly string[]>()
  // Many findings can be on one long line.
  let last: { readonly source: string; readonly masked: string } | undefined
  return (file, line) => {
    let known = lines.get(file)
    if (known === undefined) {
      known = contentOf(file, contents, folders)?.split('\n') ?? []
      lines.set(file, known)
    }
    const source = known[line - 1]
    if (source === undefined) return undefined
    if (last?.source !== source) last = { source, masked: maskText(source) }
    return last.masked
  }
}

function contentOf(
  file: string,
  contents: ReadonlyMap<string, string>,
  folders: readonly string[],
): string | undefined {
  const content = contents.get(file)
  if (content !== undefined) return content
  for (const folder of folders)
    try {
      return readFileSync(resolve(folder, file), 'utf8')
    } catch {
      // It may be in the next folder. Without the file, a finding is printed without its line.
    }
  return undefined
}
