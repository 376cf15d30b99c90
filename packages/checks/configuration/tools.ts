import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix, win32 } from 'node:path'

const found = new Map<string, string | undefined>()

/** Where a program is on PATH. */
export function onPath(name: string): string | undefined {
  if (!found.has(name))
    found.set(
      name,
      candidates(name, process.env.PATH ?? '', process.platform).find((path) => existsSync(path)),
    )
  return found.get(name)
}

/** The files that a name of a program can stand for, in the order of the search path. */
export function candidates(name: string, searchPath: string, platform: NodeJS.Platform): readonly string[] {
  const { delimiter, join } = platform === 'win32' ? win32 : posix
  const file = platform === 'win32' ? `${name}.exe` : name
  return searchPath
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, file))
}

export interface Refusal {
  readonly message: string
  /** Of the document, from 1, where the tool names it. */
  readonly line: number | undefined
}

/** What `promtool check config` or `amtool check-config` says against a text. Files that it mentions are not looked for. */
export function refusalBy(tool: 'promtool' | 'amtool', text: string): Refusal | undefined {
  const key = `${tool} ${text}`
  if (!judged.has(key)) judged.set(key, judge(tool, text))
  return judged.get(key)
}

// Environments often have the same configuration, and a tool takes longer to start than all checks take.
const judged = new Map<string, Refusal | undefined>()

function judge(tool: 'promtool' | 'amtool', text: string): Refusal | undefined {
  const program = onPath(tool)
  if (program === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-'))
  try {
    const file = join(folder, 'config.yaml')
    writeFileSync(file, text)
    const words = tool === 'promtool' ? ['check', 'config', '--syntax-only', file] : ['check-config', file]
    const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 30_000 })
    if (status === 0) return undefined
    const messagesOf = `${stderr}\n${stdout}`
      .split('\n')
      .map((line) => line.trim())
      .filter(
        (line) =>
          /fail|error|line \d+|not found|invalid|undefined|unknown|cannot/i.test(line) &&
          !/^amtool: error: failed to validate/i.test(line),
      )
    const message = messagesOf
      .map((line) => line.replaceAll(file, 'the document').replaceAll(/^(?:FAILED:|level=\S+|amtool: error:)\s*/g, ''))
      .join(' ')
      .slice(0, 400)
    // A credentials file that only the container has is no fault of the document.
    if (/no such file or directory/.test(message)) return undefined
    const line = /line (\d+)/.exec(message)?.[1]
    return { message: message || `${tool} refuses it.`, line: line === undefined ? undefined : Number(line) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Where a line begins, in characters. */
export const lineOffset = (text: string, line: number): number =>
  text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, one) => sum + one.length + 1, 0)
