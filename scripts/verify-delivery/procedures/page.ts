import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownRepository } from '../../script-options.ts'
import type { Tool } from '../delivery-rig.ts'
import { claimOf, procedurePage } from './claims.ts'
import { commandsIn } from './inventory.ts'

/** The commands of a section of a page for a tool, in their order. */
export const pageCommands = (heading: string, tool: Tool, page = procedurePage): readonly string[] =>
  commandsIn(page, readFileSync(join(ownRepository, page), 'utf8'))
    .filter((one) => one.heading === heading && (one.tool ?? tool) === tool && claimOf(one)?.kind !== 'mention')
    .map(({ command }) => command)
