import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { expect, it } from 'vitest'
import { checks } from '../registry.ts'
import { createContext } from './context.ts'
import { runChecks } from './run-checks.ts'

const stack = readFileSync(join(import.meta.dirname, '../thanos/fixture.yaml'), 'utf8')

/** The processor time of this thread for all checks on a number of stacks in namespaces of their own, in milliseconds. */
function timeOf(stacks: number): number {
  const yaml = Array.from({ length: stacks }, (_, index) =>
    stack.replaceAll('monitoring', `monitoring-${index}`).replaceAll('bucket: thanos', `bucket: thanos-${index}`),
  )
  const { objects } = readManifestText('a.yaml', yaml.join('\n---\n'))
  const start = process.threadCpuUsage()
  runChecks(checks, createContext({ objects, kubernetesVersion: '1.36' }))
  return process.threadCpuUsage(start).user / 1000
}

it('takes at most eight times as long for four times as many stacks', { timeout: 60_000 }, () => {
  timeOf(10)
  const [few, many] = [timeOf(25), timeOf(100)]
  expect(many / few).toBeLessThan(8)
})
