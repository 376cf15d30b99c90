// The results of the last run of each scenario on this machine. They are not in git: `npm run list:scenarios -- --update` reads them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tool } from '../delivery-rig.ts'
import type { ToolResult } from './results.ts'

const folder = join(import.meta.dirname, '../../../node_modules/.cache/thanos-gitops/scenarios')
const fileOf = (tool: Tool, scenario: string): string => join(folder, `${scenario}.${tool}.json`)

export function saveResult(tool: Tool, scenario: string, result: ToolResult): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(fileOf(tool, scenario), `${JSON.stringify(result, null, 2)}\n`)
}

/** Undefined if the scenario has not run. */
export function savedResult(tool: Tool, scenario: string): ToolResult | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(tool, scenario), 'utf8')) as ToolResult
  } catch {
    return undefined
  }
}
