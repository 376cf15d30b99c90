// Adds what the child processes of tests ran to the coverage that Vitest measured in its own threads.
//
// Node.js replaces types by spaces, so that an offset in the code that V8 ran is the offset in the source. Each statement that
// Vitest lists is looked up by where it starts.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { countAt, offsetsOf, type ScriptCoverage } from './v8.ts'

/** The part of Istanbul's coverage of a file that is used here. */
export interface FileCoverage {
  readonly path: string
  readonly statementMap: Readonly<
    Record<string, { readonly start: { readonly line: number; readonly column: number } }>
  >
  /** How often each statement ran. */
  readonly s: Record<string, number>
}

/** Reads what the child processes left in a folder, one file a process, and adds it to the files that Vitest lists. */
export function addChildProcesses(folder: string, files: readonly FileCoverage[]): void {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const offsets = new Map<string, (line: number, column: number) => number>()
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    for (const script of readScripts(join(folder, name))) {
      const path = fileURLToPath(script.url)
      const file = byPath.get(path)
      if (file === undefined) continue
      if (!offsets.has(path)) offsets.set(path, offsetsOf(readFileSync(path, 'utf8')))
      addScript(file, script, offsets.get(path)!)
    }
}

export function addScript(
  file: FileCoverage,
  script: ScriptCoverage,
  offsetAt: (line: number, column: number) => number,
): void {
  for (const [id, { start }] of Object.entries(file.statementMap))
    file.s[id]! += countAt(script, offsetAt(start.line, start.column))
}

function readScripts(file: string): readonly ScriptCoverage[] {
  const { result } = JSON.parse(readFileSync(file, 'utf8')) as { result: readonly ScriptCoverage[] }
  return result.filter(({ url }) => url.startsWith('file:') && !url.includes('/node_modules/'))
}
