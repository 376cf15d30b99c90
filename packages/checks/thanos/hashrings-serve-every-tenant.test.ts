import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { hashringsServeEveryTenant } from './hashrings-serve-every-tenant.ts'

const endpoint = (index: number): string => `"thanos-receive-${index}.thanos-receive.monitoring.svc:10901"`
const found = (...hashrings: string[]): string[] => {
  const from = `[{"hashring": "default", "endpoints": [
      ${endpoint(0)},
      ${endpoint(1)},
      ${endpoint(2)}
    ]}]`
  const change: Replacement = [from, `[${hashrings.join(',')}]`]
  return messagesOf(hashringsServeEveryTenant, [change]).map(withoutLines)
}
const ring = (name: string, tenants: string, ...indexes: number[]): string =>
  `{"hashring": "${name}", ${tenants}"endpoints": [${indexes.map(endpoint).join(', ')}]}`

it('finds a hashring after one without tenants', () => {
  expect(found(ring('all', '', 0), ring('a', '"tenants": ["a"], ', 1))).toEqual([
    'ConfigMap/hashring: the hashring a gets no series, because all has no tenants and precedes it (a.yaml:N).',
  ])
})

it('finds a tenant of two hashrings', () => {
  expect(found(ring('a', '"tenants": ["x"], ', 0), ring('b', '"tenants": ["x"], ', 1), ring('all', '', 2))).toEqual([
    'ConfigMap/hashring: the hashrings a (a.yaml:N) and b list the same tenant, and only a gets its series.',
  ])
})

it('finds requests without a hashring', () => {
  expect(found(ring('a', '"tenants": ["x"], ', 0))).toEqual([
    'ConfigMap/hashring: no hashring is for requests without a tenant, which have the tenant default-tenant: the receiver refuses their series.',
  ])
})

it('finds an endpoint that is in a hashring twice', () => {
  expect(found(ring('all', '', 0, 1, 1))).toEqual([
    'ConfigMap/hashring: thanos-receive-1.thanos-receive.monitoring.svc:10901 is in the hashring twice, so it can get several copies of a series, and no other receiver has one.',
  ])
})

it.each([
  [[ring('a', '"tenants": ["x"], ', 0), ring('all', '', 1, 2)]],
  [[ring('a', '"tenants": ["default-tenant"], ', 0)]],
  [[ring('a', '"tenant_matcher_type": "glob", "tenants": ["x*"], ', 0)]],
])('accepts %s', (hashrings) => expect(found(...hashrings)).toEqual([]))

it('accepts the unchanged stack', () => expect(messagesOf(hashringsServeEveryTenant, [])).toEqual([]))
