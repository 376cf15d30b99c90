import { valueAt } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { variantRenderer } from './testing/render-variant.ts'
import { variants } from './testing/variants.ts'

const { manifests } = variantRenderer()(variants.find(({ name }) => name === 'compact-tenants')!)
const compactors = manifests
  .map(({ object }) => object)
  .filter(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name.startsWith('thanos-compact'))
const argumentsOf = (name: RegExp): readonly string[] => {
  const object = compactors.find(({ metadata }) => name.test(metadata.name))!
  return valueAt(object, ['spec', 'template', 'spec', 'containers', '0', 'args']) as string[]
}
const times = (raw: string, fiveMinutes: string, hour: string): readonly string[] => [
  `--retention.resolution-raw=${raw}`,
  `--retention.resolution-5m=${fiveMinutes}`,
  `--retention.resolution-1h=${hour}`,
]
const retentionIn = (args: readonly string[]): readonly string[] =>
  args.filter((argument) => argument.startsWith('--retention'))

it('has one compactor for each tenant, and one for all other blocks', () => {
  expect(compactors.map(({ metadata }) => metadata.name)).toEqual([
    'thanos-compact-others',
    'thanos-compact-team-a',
    expect.stringMatching(/^thanos-compact-team-b-[0-9a-f]{8}$/),
  ])
})

it('gives each compactor the retention and the blocks of its tenant', () => {
  const [others, plain, hashed] = [/-others$/, /-team-a$/, /-team-b-/].map(argumentsOf)
  expect(retentionIn(others!)).toEqual(times('90d', '90d', '90d'))
  expect(retentionIn(plain!)).toEqual(times('30d', '30d', '30d'))
  expect(retentionIn(hashed!)).toEqual(times('60d', '180d', '2y'))
  const selector = (action: string, tenants: string): string =>
    `--selector.relabel-config=[{action: ${action}, source_labels: [tenant_id], regex: "${tenants}"}]`
  expect(others).toContain(selector('drop', 'team-a|Team[.]B'))
  expect(plain).toContain(selector('keep', 'team-a'))
  expect(hashed).toContain(selector('keep', 'Team[.]B'))
})
