import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { check, type Schema } from '@thanos-gitops/schemas'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadPolicy } from './load-policy.ts'
import { policySchema } from './schema.ts'

const { $schema: _, ...schema } = policySchema
const accepts = (value: unknown): boolean => check(schema as unknown as Schema, value as object).length === 0
const head = 'apiVersion: thanos-gitops/v1\nkind: Policy\n'

function problems(text: string): readonly Finding[] {
  const findings: Finding[] = []
  loadPolicy(readYaml('environments/policy.yaml', head + text) as YamlFile, {}, reportInto(findings))
  return findings
}

// After a change: write JSON.stringify(policySchema) into the file, and run Biome.
it('is the schema in the file that policy.yaml names', () => {
  const file = readFileSync(join(import.meta.dirname, 'policy.schema.json'), 'utf8')
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(policySchema)))
  const template = readFileSync(join(import.meta.dirname, '../../../scripts/templates/policy.yaml'), 'utf8')
  expect(template).toMatch(/^# yaml-language-server: \$schema=\.\.\/packages\/render\/policy\/policy\.schema\.json\n/)
  expect(accepts(parse(template))).toBe(true)
})

it.each([
  'patches: [{path: /spec/replicas, range: 1..10}]\n',
  'patches: [{path: [/spec/a, "/spec/**"], range: ..64Gi, remove: true, promote: true}]\n',
  'patches: [{path: /a~1b, range: 100m.., in: [1, 2], environments: [production]}]\n',
  'patches: [{path: /spec, target: {kind: StatefulSet, name: "thanos-*", component: thanos-store}}]\n',
  'patches: []\n',
  'patches: [{range: 1..10}]\n',
  'patches: [{path: spec/replicas}]\n',
  'patches: [{path: "/spec/**/replicas"}]\n',
  'patches: [{path: ""}]\n',
  'patches: [{path: /spec, range: "1-10"}]\n',
  'patches: [{path: /spec, range: ..}]\n',
  'patches: [{path: /spec, range: 5}]\n',
  'patches: [{path: /spec, in: []}]\n',
  'patches: [{path: /spec, environments: []}]\n',
  'patches: [{path: /spec, target: {knid: Service}}]\n',
  'patches: [{path: /spec, promote: "yes"}]\n',
  'patches: [{path: /spec, rang: 1..2}]\n',
  'patches: {path: /spec}\n',
])('agrees with the loader about %j', (text) => expect(accepts(parse(head + text))).toBe(problems(text).length === 0))
