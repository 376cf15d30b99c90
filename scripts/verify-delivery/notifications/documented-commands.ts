import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tool } from '../delivery-rig.ts'

/** A command of the README. */
export interface DocumentedCommand {
  readonly line: string
  /** It creates an object, and fails when it runs again. */
  readonly isRepeated: boolean
}

const section = /^## A status at each commit$[^]*?(?=^## )/m
const titles = { 'argo-cd': '# Argo CD', flux: '# Flux' } as const satisfies Record<Tool, string>

/** The commands for a tool in the section of environments/README.md, with their placeholders replaced. */
export function documentedCommands(
  root: string,
  tool: Tool,
  context: string,
  tokenFile: string,
): readonly DocumentedCommand[] {
  const readme = readFileSync(join(root, 'environments/README.md'), 'utf8')
  const block = /^```sh\n([^]*?)^```$/m.exec(section.exec(readme)?.[0] ?? '')?.[1] ?? ''
  const lines = block.replaceAll('\\\n', ' ').split('\n')
  const start = lines.findIndex((line) => line.startsWith(titles[tool]))
  if (start === -1) throw new Error(`environments/README.md has no commands for ${tool} in "A status at each commit".`)
  const after = lines.slice(start + 1)
  const end = after.findIndex((line) => line.startsWith('# '))
  return after
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => line.trim() !== '')
    .map((line) => ({
      line: line.replaceAll('CONTEXT', context).replaceAll('TOKEN_FILE', tokenFile),
      isRepeated: line.includes(' create ') && !line.includes('--dry-run'),
    }))
}
