import { type Base, defineComponent, type Finding, reportInto } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { yamlFile } from '../testing/small-stack.ts'
import { loadEnvironment } from './load-environment.ts'

const base: Base = {
  required: [defineComponent('store', [])],
  optional: [defineComponent('rule', [])],
  imported: [defineComponent('our-store', [])],
  objectStorage: { rook: defineComponent('rook-bucket', []) },
}
const settings = `apiVersion: thanos-gitops/v1
kind: Environment
cluster: eu-1
kubernetesVersion: "1.36"
namespace: monitoring
delivery: flux
`

function load(lines: string, ofBase: Base = base) {
  const problems: Finding[] = []
  const environment = loadEnvironment(
    'eu',
    yamlFile('environments/eu/environment.yaml', settings + lines),
    ofBase,
    reportInto(problems),
  )
  return { environment, problems: problems.map(({ message, remedy }) => `${message} ${remedy}`) }
}

it('lets an environment have one of several alternatives', () => {
  const alternatives = {
    ...base,
    optional: [...base.optional, ...(base.own ?? [])],
    alternatives: [['rule', 'our-store']],
  }
  const of = (components: string) => load(`objectStorage: rook\ncomponents: [${components}]\n`, alternatives).problems
  expect(of('rule, our-store')).toEqual([
    'our-store and rule are alternatives: an environment has one of them. Remove our-store or rule.',
  ])
  expect(of('our-store')).toEqual([])
})

describe('requiredComponents: false', () => {
  it('lets an environment list any component of the base, and be without a bucket', () => {
    const { environment, problems } = load('requiredComponents: false\ncomponents: [store, our-store, rook-bucket]\n')
    expect(problems).toEqual([])
    expect(environment).toMatchObject({
      hasRequiredComponents: false,
      components: ['store', 'our-store', 'rook-bucket'],
    })
  })

  it.each([
    ['components: [our-store]\n', ['objectStorage is missing. Add objectStorage, for example objectStorage: rook']],
    ['requiredComponents: true\n', ['objectStorage is missing. Add objectStorage, for example objectStorage: rook']],
    [
      'objectStorage: rook\ncomponents: [store]\n',
      ['store is a required component, which every environment has. Remove the line.'],
    ],
    [
      'requiredComponents: false\ncomponents: [quota]\n',
      ['The base has no component "quota". Components: store, rule, our-store, rook-bucket.'],
    ],
    [
      'requiredComponents: false\nobjectStorage: s3\n',
      ['The base has no object storage provider "s3". Providers: rook.'],
    ],
  ])('is read: %j', (lines, expected) => expect(load(lines).problems).toEqual(expected))

  it('must be true or false', () =>
    expect(load('objectStorage: rook\nrequiredComponents: no one\n').problems).toHaveLength(1))
})
