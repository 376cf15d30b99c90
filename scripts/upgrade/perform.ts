// An upgrade: the merge of two versions, its files, and what they render.
import { git } from '../git.ts'
import { applyMerge, pinEnvironments, restoringOnFailure } from './apply.ts'
import { changelogFile, requireDone } from './manual-steps.ts'
import { type Merged, mergeVersions } from './merge.ts'
import type { Origin } from './origin.ts'
import { install, render } from './rendering.ts'
import { afterConflicts, conflictFailure, nextSteps, planOf, summaryOf } from './report.ts'
import { type Step, stepOf } from './step.ts'
import { keepSnapshots } from './upstream.ts'

export interface Upgrade {
  readonly root: string
  readonly version: string
  readonly recorded: Origin
  readonly options: {
    readonly from: string | undefined
    readonly done: readonly string[] | undefined
    readonly pin: boolean
    readonly 'conflict-markers': boolean
    readonly 'dry-run': boolean
  }
}

/**
 * Upgrades a clean repository to a version that was fetched. Returns the exit code.
 *
 * @param check throws after a signal
 */
export async function performUpgrade(upgrade: Upgrade, check: () => void): Promise<number> {
  const { root, version, recorded, options } = upgrade
  const step = await stepOf(root, version, options.from, recorded)
  check()
  await keepSnapshots(root, [step.from, step.to])
  requireDone(await changelogs(root, step), step.to, options.done ?? [])
  const merged = await mergeVersions(root, step.from, step.to)
  if (options['dry-run']) {
    console.log(planOf(step, merged))
    return 0
  }
  if (merged.conflicts.length > 0 && !options['conflict-markers']) throw conflictFailure(step, merged)
  return restoringOnFailure(root, merged, () => write(upgrade, step, merged, check))
}

async function write({ root, recorded, options }: Upgrade, step: Step, merged: Merged, check: () => void) {
  check()
  await applyMerge(root, merged, { ...recorded, version: step.to.name })
  console.log(summaryOf(step, merged))
  check()
  if (merged.conflicts.length > 0) {
    console.log(afterConflicts(merged))
    return 1
  }
  if (options.pin) await pinEnvironments(root, step.to.name)
  const isInstalled = await install(root, merged)
  check()
  const isRendered = isInstalled && (await render(root))
  check()
  console.log(nextSteps(step, { isInstalled, isRendered }))
  return isRendered ? 0 : 1
}

async function changelogs(root: string, { from, to }: Step): Promise<Parameters<typeof requireDone>[0]> {
  const [before = '', after = ''] = await Promise.all(
    [from, to].map(({ commit }) => git(root, 'show', `${commit}:${changelogFile}`)),
  )
  return { before, after }
}
