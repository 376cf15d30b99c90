import { expect, it } from 'vitest'
import { diff, workload } from '../testing/objects.ts'

const prometheus = (args: readonly string[]) =>
  workload({
    kind: 'StatefulSet',
    name: 'prometheus',
    image: 'quay.io/prometheus/prometheus:v3.13.2',
    args: ['--config.file=/etc/prometheus/prometheus.yaml', ...args],
  })

const server = prometheus(['--storage.tsdb.path=/prometheus'])
const agent = prometheus(['--agent', '--storage.agent.path=/prometheus/agent'])

const changed = (before: unknown, after: unknown) => diff([before], [after]).objects[0]

it('reports what a server leaves on its volume when it becomes an agent, and the order of the changes', () => {
  const found = changed(server, agent)
  expect(found).toMatchObject({ class: 'risk', remedy: { id: 'start-agents' } })
  const why = found?.changes.map((change) => change.why).join(' ')
  expect(why).toContain('no sidecar uploads its blocks any more')
  expect(why).toContain('Alerts with `for` are pending again')
})

it('reports what an agent does not send when it becomes a server', () => {
  const found = changed(agent, server)
  expect(found).toMatchObject({ class: 'restart' })
  expect(found?.changes.map(({ why }) => why).join(' ')).toContain('stay in the log of the agent, and are not sent')
})

it.each([
  ['another argument of an agent', agent, prometheus(['--agent', '--storage.agent.path=/data'])],
  ['--no-agent on a server', server, prometheus(['--storage.tsdb.path=/prometheus', '--no-agent'])],
])('does not report %s', (_, before, after) => {
  const why = changed(before, after)
    ?.changes.map((change) => change.why)
    .join(' ')
  expect(why).not.toMatch(/becomes an? (agent|server)/)
})
