import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { prometheusFlagsFitTheMode } from './prometheus-flags-fit-the-mode.ts'

const prometheus = (...args: readonly string[]): string => `apiVersion: v1
kind: Pod
metadata: {name: prometheus, namespace: monitoring}
spec: {containers: [{name: prometheus, image: 'prometheus:v3.13.2', args: [${args.join(', ')}]}]}
`

const found = (...args: readonly string[]) => problemsIn(prometheusFlagsFitTheMode, prometheus(...args))

describe(prometheusFlagsFitTheMode.name, () => {
  it.each([
    'storage.tsdb.retention.time=1d',
    'storage.remote.read-concurrent-limit=5',
    'rules.max-concurrent-evals=2',
    'alertmanager.notification-queue-capacity=1',
    'query.timeout=1m',
    'no-storage.tsdb.wal-compression',
  ])('reports --%s of an agent', (flag) =>
    expect(found('--agent', `--${flag}`)).toEqual([
      expect.stringContaining('Prometheus runs as an agent, and does not start with --'),
    ]),
  )

  it('reports a flag of agents on a server', () => {
    const message =
      '4: Pod/prometheus: Prometheus runs as a server, and does not start with --storage.agent.path, a flag of agents.'
    expect(found('--storage.agent.path=/data')).toEqual([message])
    expect(found('--no-agent', '--storage.agent.path=/data')).toEqual([message])
  })

  it('accepts the flags of each mode, and those of both', () => {
    expect(found('--agent', '--storage.agent.path=/data', '--storage.remote.flush-deadline=1m')).toEqual([])
    expect(found('--storage.tsdb.path=/data', '--query.timeout=1m', '--web.enable-lifecycle')).toEqual([])
  })
})
