// The results of parts that passed on this machine. A part runs again only if something changed on which its results can depend.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { userCache } from '@thanos-gitops/programs/user-cache'
import type { Results } from '../test/results.ts'
import { git } from '../tests/clone.ts'
import type { Tool } from './delivery-rig.ts'
import type { PartResult } from './part.ts'
import { commandsIn } from './procedures/inventory.ts'
import { readRecorded, writeRecorded } from './recorded-file.ts'

/** A part with a tool, or the tests, which have no tool. */
export interface RecordedPlace {
  readonly part: string
  readonly tool?: Tool
}

export interface RecordedPart {
  readonly key: string
  /** `2026-11-27` */
  readonly date: string
  readonly results: Results
  readonly figures: Readonly<Record<string, string>>
}

const fileOf = ({ part, tool }: RecordedPlace): string =>
  userCache(join('delivery', tool === undefined ? `${part}.json` : `${part}.${tool}.json`))

/** The recorded results of a part if all its checks passed with the same key. */
export function recordedPart(place: RecordedPlace, key: string): RecordedPart | undefined {
  const recorded = readRecorded<RecordedPart>(fileOf(place))
  return recorded?.key === key ? recorded : undefined
}

/** Records the results of a part that ended, unless a check failed or only some checks were chosen: then it has no key. */
export function recordPart(place: RecordedPlace, key: string | undefined, checks: readonly PartResult[]): void {
  if (checks.some(({ problems }) => problems.length > 0)) return
  const figures = Object.assign({}, ...checks.map((check) => check.figures ?? {})) as Record<string, string>
  recordResults(place, key, { passed: checks.length, failed: 0, skipped: 0 }, figures)
}

export function recordResults(
  place: RecordedPlace,
  key: string | undefined,
  results: Results,
  figures: Readonly<Record<string, string>> = {},
): void {
  if (key === undefined || results.failed > 0 || results.passed === 0) return
  const recorded: RecordedPart = { key, date: new Date().toISOString().slice(0, 10), results, figures }
  writeRecorded(fileOf(place), recorded)
}

/** A key of a part: `files` is that of the repository, and `settings` is what else decides about the results. */
export const keyOf = (place: RecordedPlace, files: string, settings: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([place.part, place.tool, files, settings]))
    .digest('hex')

/** Tests of other parts of the product, and the results that these parts write. */
const withoutEffect = [
  /(?<!\.verify)\.test\.ts$/,
  /\.snap$/,
  /^scripts\/verify-delivery\/scenarios\/results\.json$/,
  /^scripts\/(bench|coverage|verify-adopter|verify-cluster|verify-crash)\//,
  /^\.(github|ci|vscode|devcontainer)\//,
]

/** Whether results can depend on a file of the repository. */
export const countsForResults = (file: string): boolean => !withoutEffect.some((pattern) => pattern.test(file))

/** A hash of the files of the working tree on which results can depend. A page counts with its commands, which are carried out as they are printed. */
export function filesKey(root: string): string {
  const hash = createHash('sha256')
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0')
  for (const file of [...new Set(files)].toSorted()) {
    if (file === '' || !countsForResults(file) || !existsSync(join(root, file))) continue
    hash.update(JSON.stringify([file, contentKey(file, readFileSync(join(root, file)))]))
  }
  return hash.digest('hex')
}

/** What counts of a file. */
export function contentKey(file: string, content: Buffer): string {
  if (!file.endsWith('.md')) return createHash('sha256').update(content).digest('hex')
  const commands = commandsIn(file, content.toString()).map(({ heading, command, tool }) => [heading, command, tool])
  return JSON.stringify(commands)
}
