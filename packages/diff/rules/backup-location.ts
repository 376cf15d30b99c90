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

/**
 * Whether a field of the configuration of a bucket decides where the blocks are. Its folder is a matter of its own. Caches and tracing
 * have a type too.
 */
export const isLocation = (field: string, before: unknown): boolean =>
  /^config\/(?:bucket|container|storage_account|endpoint|directory)$/.test(field) ||
  (field === 'type' && /^(?:s3|gcs|azure|swift|cos|aliyunoss|bos|oci|obs|filesystem)$/i.test(String(before)))

/** The effect of a changed bucket, server or folder of the copies. */
export function backupVerdict({ change }: ChangeContext): SourcedVerdict | undefined {
  const field = change.path.slice(2).join('/')
  if (field !== 'prefix' && !isLocation(field, change.before)) return undefined
  return {
    ...risk(
      'All blocks are copied again, to another location. The copies in the old one stay: they are no longer updated, and nothing deletes them.',
    ),
    source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/replicate/scheme.go',
  }
}
