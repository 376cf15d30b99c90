import type { Command } from '../declaration.ts'
import { splitLine } from './split-line.ts'
import { suggest } from './suggest.ts'

/**
 * Answers a shell: one line for each suggestion, with its description after a tab. A line `:file` or `:folder` requests the
 * shell's own completion of names.
 * @param request `words` and the words after the program's name, the last one incomplete; or `line` and the command line up to
 *   the cursor
 */
export async function printSuggestions(
  commands: readonly Command[],
  [mode, ...request]: readonly string[],
): Promise<number> {
  const words = mode === 'line' ? splitLine(request[0] ?? '') : request
  const { suggestions, names } = await suggest(commands, words)
  const lines = suggestions.map(({ word, help }) => (help === undefined ? word : `${word}\t${help}`))
  if (names !== undefined) lines.push(`:${names}`)
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}
