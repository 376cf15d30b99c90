import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { check, type Schema } from '@thanos-gitops/schemas'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadDeliverySettings } from './index.ts'
import { deliverySchema } from './schema.ts'

const { $schema: _, ...schema } = deliverySchema
const accepts = (value: unknown): boolean => check(schema as Schema, value as object).length === 0
const head = 'apiVersion: thanos-gitops/v1\nkind: Delivery\n'

// After a change: write JSON.stringify(deliverySchema) into the file, and run Biome.
it('is the schema in the file that delivery.yaml names', () => {
  const file = readFileSync(join(import.meta.dirname, 'delivery.schema.json'), 'utf8')
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(deliverySchema)))
  const template = readFileSync(join(import.meta.dirname, '../../scripts/templates/delivery.yaml'), 'utf8')
  expect(template).toMatch(/^# yaml-language-server: \$schema=\.\.\/packages\/delivery\/delivery\.schema\.json\n/)
  expect(accepts(parse(template))).toBe(true)
})

it.each([
  'repository: https://github.com/a/b.git\n',
  'repository: https://github.com/a/b.git\nbranch: main\ncentral: true\nargoCD: {namespace: argo}\n',
  'repository: ssh://git@[2001:db8::1]:22/x.git\nflux: {namespace: flux, secret: deploy-key}\n',
  'repository: https://github.com/a/b.git\nnotifications: {provider: gitea, secret: token}\n',
  'repository: https://github.com/a/b.git\nformerRepositories: [https://git.example.com/a/b.git]\n',
  'repository: https://github.com/a/b.git\nformerRepositories: https://git.example.com/a/b.git\n',
  'repository: https://github.com/a/b.git\nformerRepositories: [git@git.example.com:a/b.git]\n',
  'branch: main\n',
  'repository: git@git.example.com:platform/thanos.git\n',
  'repository: https://git.example.com/x.git\nbranch: feature..x\n',
  'repository: https://git.example.com/x.git\ncentral: "yes"\n',
  'repository: https://git.example.com/x.git\nargocd: {}\n',
  'repository: https://git.example.com/x.git\nflux: {namespace: Flux_System}\n',
  'repository: https://git.example.com/a/b.git\nnotifications: {provider: bitbucket, secret: token}\n',
  'repository: https://git.example.com/a/b.git\nnotifications: {provider: github}\n',
  'repository: https://git.example.com/a/b.git\nnotifications: {provider: github, secret: a.b}\n',
])('agrees with the loader about %j', (text) => {
  const loaded: object | readonly Finding[] = loadDeliverySettings(
    readYaml('environments/delivery.yaml', head + text) as YamlFile,
  )
  expect(accepts(parse(head + text))).toBe(!Array.isArray(loaded))
})
