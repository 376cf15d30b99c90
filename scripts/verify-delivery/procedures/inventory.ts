// The shell commands that READMEs show: those of sh and bash blocks, and inline code that begins with the name of a program.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tool } from '../rig.ts'

export interface ReadmeCommand {
  /** Where it is, in a form that survives changes elsewhere in the file: `environments/README.md#try-again/2`. */
  readonly id: string
  readonly file: string
  /** The heading of its section, without the number signs. */
  readonly heading: string
  readonly line: number
  /** As it is written, without a comment at the end. */
  readonly command: string
  /** The tool that the comment above the command names: `# Argo CD`. Both where there is none. */
  readonly tool?: Tool
}

const programs = new Set([
  'npm',
  'npx',
  'git',
  'node',
  'kubectl',
  'argocd',
  'flux',
  'kubeseal',
  'helm',
  'diff',
  'kind',
  'radosgw-admin',
  'thanos',
  'promtool',
  'docker',
  'curl',
  'go',
])

/** Texts of READMEs and of the pages of environments/, by their paths. */
export function readReadmes(root: string): ReadonlyMap<string, string> {
  const files = globSync(['README.md', 'base/*.md', 'environments/*.md', '{base,packages,scripts}/**/README.md'], {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  })
  return new Map(
    [...new Set(files)].map((file) => [file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')]),
  )
}

/** All commands of a README, in the order of its lines. */
export function commandsIn(file: string, markdown: string): readonly ReadmeCommand[] {
  const counts = new Map<string, number>()
  return blocksOf(markdown).flatMap(({ heading, language, line, text }) => {
    const found = language === undefined ? inlineCommands(text) : blockCommands(language, text)
    return found.map(({ lines, ...command }): ReadmeCommand => {
      const place = `${file}#${anchorOf(heading)}`
      counts.set(place, (counts.get(place) ?? 0) + 1)
      return { id: `${place}/${counts.get(place)}`, file, heading, line: line + lines, ...command }
    })
  })
}

interface Block {
  readonly heading: string
  /** Of a code block; undefined for a paragraph. */
  readonly language: string | undefined
  readonly line: number
  readonly text: string
}

/** Code blocks, and paragraphs: inline code can continue on the next line. */
function blocksOf(markdown: string): readonly Block[] {
  const blocks: { heading: string; language: string | undefined; line: number; text: string }[] = []
  let heading = ''
  let language: string | undefined
  let isOpen = false
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^\s*(?:[-*] |\d+\. )?```(\w*)/.exec(line)
    if (fence !== null) language = language === undefined ? fence[1]! : undefined
    else if (language === undefined) heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading
    const isSeparator = fence !== null || (language === undefined && (line.trim() === '' || line.startsWith('#')))
    if (isSeparator) isOpen = false
    else if (isOpen) blocks.at(-1)!.text += `\n${line}`
    else {
      blocks.push({ heading, language, line: index + 1, text: line })
      isOpen = true
    }
  }
  return blocks
}

interface Found {
  readonly command: string
  readonly tool?: Tool
  /** How many lines below the start of the block it begins. */
  readonly lines: number
}

function blockCommands(language: string, text: string): readonly Found[] {
  if (!['sh', 'bash'].includes(language)) return []
  let tool: Tool | undefined
  // A command continues after a backslash at the end of its line.
  const joined = text.replaceAll(/ *\\\n */g, ' ')
  return joined.split('\n').flatMap((line, lines): readonly Found[] => {
    if (line.trim().startsWith('#')) tool = toolIn(line)
    const command = line.replace(/(^|\s+)#\s.*/, '').trim()
    return command === '' ? [] : [{ command, ...(tool === undefined ? {} : { tool }), lines }]
  })
}

/** The heading as the address of its section, as GitHub writes it. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const inlineCommands = (paragraph: string): readonly Found[] =>
  [...paragraph.matchAll(/`([^`]+)`/g)]
    .map(({ 1: code, index }) => ({
      command: code!.replaceAll(/\s+/g, ' '),
      lines: paragraph.slice(0, index).split('\n').length - 1,
    }))
    .filter(({ command }) => command.includes(' ') && programs.has(command.split(' ')[0]!))

function toolIn(comment: string): Tool | undefined {
  if (/# (to )?Argo CD/.test(comment)) return 'argo-cd'
  return /# (to )?Flux/.test(comment) ? 'flux' : undefined
}
