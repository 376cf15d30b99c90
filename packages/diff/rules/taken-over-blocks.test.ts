import { expect, it } from 'vitest'
import { diff } from '../testing/objects.ts'
import { thanosWorkload } from '../testing/thanos-workload.ts'

const compactor = (name: string, time: string, selection = '') =>
  thanosWorkload(name, 'compact', [
    ...['raw', '5m', '1h'].map((resolution) => `--retention.resolution-${resolution}=${time}`),
    ...(selection === '' ? [] : [`--selector.relabel-config=[${selection}]`]),
  ])

const step = (action: string, tenants: string): string =>
  `{action: ${action}, source_labels: [tenant_id], regex: "${tenants}"}`
const others = (time: string, ...tenants: readonly string[]) =>
  compactor('others', time, step('drop', tenants.join('|')))
const tenant = (name: string, time: string) => compactor(name, time, step('keep', name))

const losses = (before: readonly object[], after: readonly object[]): readonly string[] =>
  diff(before, after).objects.flatMap(({ name, changes }) =>
    changes
      .filter(({ class: found, path }) => found === 'data-loss' && path.endsWith('resolution-raw]'))
      .map(({ why }) => `${name}: ${why}`),
  )
const loss = (name: string, time: string, other: string, kept: string): string =>
  `${name}: It deletes all samples older than ${time}, also of blocks that it takes over: StatefulSet/${other} keeps them ${kept}. You cannot undo this.`

it('reports the first tenant with a shorter retention, and none with a longer one', () => {
  const before = [compactor('compact', '90d')]
  expect(losses(before, [others('90d', 'a'), tenant('a', '30d')])).toEqual([loss('a', '30d', 'compact', 'for 90d')])
  expect(losses(before, [others('90d', 'a'), tenant('a', '1y')])).toEqual([])
  expect(losses([compactor('compact', '0d')], [others('0d', 'a'), tenant('a', '1y')])).toEqual([
    loss('a', '1y', 'compact', 'indefinitely'),
  ])
})

it('reports another tenant, and not the tenants that stay as they are', () => {
  const before = [others('90d', 'a'), tenant('a', '1y')]
  const after = [others('90d', 'a', 'b'), tenant('a', '1y'), tenant('b', '30d')]
  expect(losses(before, after)).toEqual([loss('b', '30d', 'others', 'for 90d')])
})

it('reports a tenant that is removed, whose blocks others keep for a shorter time', () => {
  const before = [others('90d', 'a', 'b'), tenant('a', '1y'), tenant('b', '30d')]
  expect(losses(before, [others('90d', 'b'), tenant('b', '30d')])).toEqual([loss('others', '90d', 'a', 'for 1y')])
  expect(losses(before, [others('90d', 'a'), tenant('a', '1y')])).toEqual([])
})

it('reports each resolution whose retention is shorter', () => {
  const before = compactor('compact', '90d')
  const { spec } = before
  const after = {
    ...tenant('a', '90d'),
    spec: JSON.parse(
      JSON.stringify(tenant('a', '90d').spec).replace('resolution-5m=90d', 'resolution-5m=60d'),
    ) as typeof spec,
  }
  const found = diff([before], [others('90d', 'a'), after]).objects.flatMap(({ changes }) => changes)
  expect(found.filter(({ class: worst }) => worst === 'data-loss').map(({ why }) => why)).toEqual([
    'It deletes samples of 5m resolution older than 60d, also of blocks that it takes over: StatefulSet/compact keeps them for 90d. You cannot undo this.',
  ])
})
