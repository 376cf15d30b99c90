// The results of the last run of each scenario on this machine, whatever the clone. They are not in git: `npm run list:scenarios -- --update` reads them.
import { join } from 'node:path'
import { userCache } from '@thanos-gitops/programs/user-cache'
import type { Tool } from '../delivery-rig.ts'
import { readRecorded, writeRecorded } from '../recorded-file.ts'
import type { ToolResult } from './results.ts'

/** A result, and of what it is one. */
export interface RecordedResult extends ToolResult {
  /** Equal as long as nothing changed on which the observation depends: the result of `scenarioKey`. */
  readonly key: string
}

const folder = userCache('scenarios')
const fileOf = (tool: Tool, scenario: string): string => join(folder, `${scenario}.${tool}.json`)

export const recordResult = (tool: Tool, scenario: string, result: RecordedResult): void =>
  writeRecorded(fileOf(tool, scenario), result)

/** Undefined if the scenario has not run. */
export const recordedResult = (tool: Tool, scenario: string): RecordedResult | undefined =>
  readRecorded(fileOf(tool, scenario))
