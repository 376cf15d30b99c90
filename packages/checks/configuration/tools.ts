// promtool and amtool check configurations if they are on PATH.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix, win32 } from 'node:path'
import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'

export type Tool = 'promtool' | 'amtool'

/** The versions of the programs that `npm run tools` builds. */
export const pinnedToolVersions: Readonly<Record<Tool, string>> = { promtool: '3.13.2', amtool: '0.34.0' }

/**
 * The error that a tool reports for a document; none if the tool is not on PATH.
 *
 * @param text the content for the tool; it must have the same lines as the document
 */
export function* toolProblems(tool: Tool, document: EmbeddedDocument, text = document.text): Iterable<Problem> {
  const error = toolError(tool, text)
  if (error === undefined) return
  yield {
    object: document.object,
    pointer: document.pointer,
    ...(error.line !== undefined && { offset: document.offset + lineOffset(document.text, error.line) }),
    message: `${tool} rejects ${document.key}: ${error.message}`,
  }
}

const paths = new Map<string, string | undefined>()

/** The path of a program on PATH. */
export function onPath(name: string): string | undefined {
  if (!paths.has(name))
    paths.set(
      name,
      candidatePaths(name, process.env.PATH ?? '', process.platform).find((path) => existsSync(path)),
    )
  return paths.get(name)
}

/** The files in which a program may be, in the order of the search path. */
export function candidatePaths(name: string, searchPath: string, platform: NodeJS.Platform): readonly string[] {
  const { delimiter, join } = platform === 'win32' ? win32 : posix
  const file = platform === 'win32' ? `${name}.exe` : name
  return searchPath
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, file))
}

export interface ToolError {
  readonly message: string
  /** The line in the document, from 1; undefined if the tool does not report it. */
  readonly line: number | undefined
}

// Environments often have the same configuration, and the start of a tool takes longer than all checks.
const errors = new Map<string, ToolError | undefined>()

/** The error of `promtool check config` or `amtool check-config` for a document. Files that the document names are not read. */
export function toolError(tool: Tool, text: string): ToolError | undefined {
  const key = `${tool} ${text}`
  if (!errors.has(key)) errors.set(key, runTool(tool, text))
  return errors.get(key)
}

function runTool(tool: Tool, text: string): ToolError | undefined {
  const program = onPath(tool)
  if (program === undefined) return undefined
  noteVersion(tool, program)
  const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-'))
  try {
    const file = join(folder, 'config.yaml')
    writeFileSync(file, text)
    const args = tool === 'promtool' ? ['check', 'config', '--syntax-only', file] : ['check-config', file]
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 })
    return status === 0 ? undefined : parseToolOutput(tool, `${stderr}\n${stdout}`, file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const notes = new Map<string, string | undefined>()

/** Records that a program on PATH has another version than the pinned one. */
function noteVersion(tool: Tool, program: string): void {
  if (notes.has(tool)) return
  const { stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000 })
  notes.set(tool, versionNote(tool, `${stdout}${stderr}`))
}

/** @param output of `--version` */
export function versionNote(tool: Tool, output: string): string | undefined {
  const version = /, version (\d\S*)/.exec(output)?.[1]
  const pinned = pinnedToolVersions[tool]
  if (version === pinned) return undefined
  return `Using ${tool} ${version ?? 'of an unknown version'} from PATH; the pinned version is ${pinned}.`
}

/** A note for each program that a check started and that has another version than the pinned one. */
export const toolNotes = (): readonly string[] => [...notes.values()].filter((note) => note !== undefined)

function parseToolOutput(tool: Tool, output: string, file: string): ToolError | undefined {
  const message = output
    .split('\n')
    .map((line) => line.trim())
    .filter(isErrorLine)
    .map((line) => line.replaceAll(file, 'the document').replaceAll(/^(?:FAILED:|level=\S+|amtool: error:)\s*/g, ''))
    .join(' ')
    .slice(0, 400)
  // A file of credentials, for example, exists only in the container.
  if (/no such file or directory/.test(message)) return undefined
  const line = /line (\d+)/.exec(message)?.[1]
  return { message: message || `${tool} prints no reason.`, line: line === undefined ? undefined : Number(line) }
}

const isErrorLine = (line: string): boolean =>
  /fail|error|line \d+|not found|invalid|undefined|unknown|cannot/i.test(line) &&
  !/^amtool: error: failed to validate/i.test(line)

/** Index of the first character of a line. */
const lineOffset = (text: string, line: number): number =>
  text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, { length }) => sum + length + 1, 0)
