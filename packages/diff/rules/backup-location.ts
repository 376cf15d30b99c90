import { programTitle, readProgram } from '@thanos-gitops/workloads'
import type { Reading } from '../readers.ts'
import { type ChangeContext, risk, type SourcedVerdict } from './rule.ts'

/** Whether only programs that copy blocks read a document: it is then the bucket to which they copy. */
export const isBackup = (readings: readonly Reading[]): boolean =>
  readings.length > 0 &&
  readings.every(({ workload, container }) =>
    workload.containers.some((one) => {
      const program = one.name === container ? readProgram(one) : undefined
      return program !== undefined && programTitle(program) === 'thanos tools bucket replicate'
    }),
  )

/** The effect of a changed bucket, server or folder of the copies. */
export function backupVerdict({ change }: ChangeContext): SourcedVerdict | undefined {
  const field = change.path.slice(2).join('/')
  if (!/^(prefix|config\/(bucket|container|endpoint|directory))$/.test(field)) return undefined
  return {
    ...risk(
      'All blocks are copied again, to another location. The copies in the old one stay: they are no longer updated, and nothing deletes them.',
    ),
    source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/replicate/scheme.go',
  }
}
