// What `upgrade` prints.
import { counted } from '@thanos-gitops/report'
import { failure } from '../failure.ts'
import type { Merged } from './merge.ts'
import { snapshotOf } from './refs.ts'
import type { Step } from './step.ts'

const statuses = { A: 'add', M: 'change', D: 'remove', T: 'change' } as const

export const planOf = (step: Step, merged: Merged): string =>
  [
    ...merged.changed.map(({ status, file }) => `would ${statuses[status]} ${file}`),
    ...merged.conflicts.map(({ file, reason }) => `conflict in ${file}: ${reason}`),
    ...notes(step, merged),
    `${step.from.name} → ${step.to.name}: ${counted(merged.changed.length, 'file')}, ${counted(merged.conflicts.length, 'conflict')}`,
  ].join('\n')

export const summaryOf = (step: Step, merged: Merged): string =>
  [
    `${step.from.name} → ${step.to.name}: ${counted(merged.changed.length, 'file')} changed`,
    ...notes(step, merged),
  ].join('\n')

const notes = (step: Step, { staysRemoved, ofTeam }: Merged): readonly string[] => [
  ...staysRemoved.map((file) => `stays removed, as in this repository: ${file}`),
  ...ofTeam.map((file) => `yours, and so not changed: ${file}. What thanos-gitops changed: ${changesIn(step, file)}`),
]

const changesIn = ({ from, to }: Step, file: string): string =>
  `git diff ${snapshotOf(from)} ${snapshotOf(to)} -- ${file}`

export function conflictFailure(step: Step, { conflicts }: Merged) {
  const { from, to } = step
  const { file } = conflicts[0]!
  return failure(
    'upgrade-conflict',
    `${counted(conflicts.length, 'file')} changed here and in thanos-gitops. Nothing was changed.`,
    `Compare your change, git diff ${snapshotOf(from)} HEAD -- ${file}, with the new one, ${changesIn(step, file)}. If you can, undo yours and commit: a patch, a layer or a component in base/own replaces it. Or run npm run upgrade -- ${to.name} --conflict-markers, which writes both into the file.`,
    conflicts.map((conflict) => `${conflict.file}: ${conflict.reason}`).join('\n'),
  )
}

const goBack = 'To go back: git reset --hard && npm ci'

export function afterConflicts({ conflicts }: Merged): string {
  const files = conflicts.map(({ file, reason }) =>
    file === 'package-lock.json' ? `${file}: take the new version, and add your packages again` : `${file}: ${reason}`,
  )
  return listed(
    ['Resolve the conflicts, and git add each file:', ...files].join('\n     '),
    'npm ci && npx thanos-gitops render && npm run check:environments',
    'Commit, and open a pull request.',
  )
}

export function nextSteps({ to }: Step, done: { readonly isInstalled: boolean; readonly isRendered: boolean }): string {
  const commit = `git switch --create upgrade-${to.name} && git add --all && git commit --message "Upgrade thanos-gitops to ${to.name}"`
  return listed(
    ...(done.isInstalled ? [] : ['npm ci, which failed: the merged files are in the working tree.']),
    ...(done.isRendered
      ? []
      : ['npx thanos-gitops render, until all environments render. Correct the lines that it prints.']),
    'npm run check:environments',
    commit,
    'Open a pull request. Its comment shows what changes in the clusters.',
  )
}

const listed = (...steps: readonly string[]): string =>
  `\nNext:\n${steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}\n${goBack}`
