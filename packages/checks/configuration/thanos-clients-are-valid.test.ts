import { expect, it } from 'vitest'
import { messagesOf } from '../thanos/fixture.ts'
import { thanosClientsAreValid } from './thanos-clients-are-valid.ts'

it('finds a misspelled field of a hashring', () => {
  expect(messagesOf(thanosClientsAreValid, [['"hashring": "default",', '"hashrings": "default",']])).toEqual([
    'ConfigMap/hashring: Thanos ignores a field of hashrings.json: json: unknown field "hashrings".',
  ])
})
it('accepts a hashring with tenants', () => {
  expect(
    messagesOf(thanosClientsAreValid, [
      [
        '"hashring": "default",',
        '"hashring": "default", "tenants": ["a"], "tenant_matcher_type": "glob", "algorithm": "ketama",',
      ],
    ]),
  ).toEqual([])
})
