import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tool } from '../delivery-rig.ts'
import { commandsIn } from '../procedures/inventory.ts'

/** A command of the README. */
export interface DocumentedCommand {
  readonly line: string
  /** It creates an object, and fails when it runs again. */
  readonly isRepeated: boolean
}

const page = 'environments/README.md'
const section = 'A status at each commit'

/** The commands for a tool in the section of environments/README.md, with their placeholders replaced. */
export function documentedCommands(
  root: string,
  tool: Tool,
  context: string,
  tokenFile: string,
): readonly DocumentedCommand[] {
  const all = commandsIn(page, readFileSync(join(root, page), 'utf8'))
  const commands = all.filter((one) => one.heading === section && one.tool === tool)
  if (commands.length === 0) throw new Error(`${page} has no commands for ${tool} in "${section}".`)
  return commands.map(({ command }) => ({
    line: command.replaceAll('CONTEXT', context).replaceAll('TOKEN_FILE', tokenFile),
    isRepeated: command.includes(' create ') && !command.includes('--dry-run'),
  }))
}
