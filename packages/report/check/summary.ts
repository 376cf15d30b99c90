import type { Finding } from '@thanos-gitops/manifest'
import { counted } from '../counted.ts'
import type { CheckReport } from './finding.ts'

/** Empty if nothing was checked; otherwise `production: 40 objects, 2 errors, 1 warning, 3 excepted with a reason` */
export function summaryLine({ subjects, objects, findings, excepted }: CheckReport): string {
  if (subjects.length === 0) return ''
  const counts = [...count(findings, 'error'), ...count(findings, 'warning')]
  const parts = [
    counted(objects, 'object'),
    ...(counts.length === 0 ? ['no findings'] : counts),
    ...(excepted === 0 ? [] : [`${excepted} excepted with a reason`]),
  ]
  return `${subjects.join(', ')}: ${parts.join(', ')}\n`
}

function count(findings: readonly Finding[], severity: Finding['severity']): readonly string[] {
  const number = findings.filter((finding) => finding.severity === severity).length
  return number === 0 ? [] : [counted(number, severity)]
}
