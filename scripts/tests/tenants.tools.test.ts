// `thanos compact` itself deletes the blocks of tenants: it runs with the arguments that are rendered for each tenant.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { variants } from '@thanos-gitops/base/testing/variants'
import { valueAt } from '@thanos-gitops/manifest'
import { afterAll, describe, expect, it } from 'vitest'
import { $ } from 'zx'
import { findTool } from '../tools.ts'

const [promtool, thanos] = await Promise.all([findTool('promtool'), findTool('thanos')])
const folder = mkdtempSync(join(tmpdir(), 'tenants-'))
afterAll(() => rmSync(folder, { recursive: true }))

const day = 86_400

/** In days, and far from each other: no two blocks are merged. */
const ages = [10, 45, 75, 120]

/** The tenants of the blocks; an empty string for blocks of Prometheus. */
const tenants = ['', 'team-a', 'Team.B', 'team-c']

/** A bucket in a folder, with a block of each tenant for each age. */
async function createBucket(): Promise<string> {
  const bucket = join(folder, 'bucket')
  const now = Math.floor(Date.now() / 1000)
  for (const tenant of tenants) {
    const known = new Set(existsSync(bucket) ? readdirSync(bucket) : [])
    const input = join(folder, 'samples')
    const samples = ages.map((age) => `up{age="${age}"} 1 ${now - age * day}`).reverse()
    writeFileSync(input, `# TYPE up gauge\n${samples.join('\n')}\n# EOF\n`)
    await $({ quiet: true })`${promtool!} tsdb create-blocks-from openmetrics ${input} ${bucket}`
    for (const block of readdirSync(bucket).filter((name) => !known.has(name))) {
      const file = join(bucket, block, 'meta.json')
      const labels = { receive_replica: 'thanos-receive-0', ...(tenant === '' ? {} : { tenant_id: tenant }) }
      const meta = JSON.parse(readFileSync(file, 'utf8')) as object
      writeFileSync(
        file,
        JSON.stringify({ ...meta, thanos: { labels, downsample: { resolution: 0 }, source: 'receive' } }),
      )
    }
  }
  return bucket
}

/** The arguments of each compactor that decide which blocks it deletes. */
function compactors(): ReadonlyMap<string, readonly string[]> {
  const variant = variants.find(({ name }) => name === 'compact-tenants')!
  const found = variantRenderer()(variant).manifests.filter(
    ({ component, object }) => component === 'thanos-compact' && object.kind === 'StatefulSet',
  )
  return new Map(
    found.map(({ object }) => [
      object.metadata.name,
      (valueAt(object, ['spec', 'template', 'spec', 'containers', '0', 'args']) as string[]).filter((argument) =>
        /^--(?:selector|retention|deduplication|delete-delay)/.test(argument),
      ),
    ]),
  )
}

/** The tenants and ages of the blocks in full resolution that are not marked for deletion. */
function keptBlocks(bucket: string): readonly string[] {
  return readdirSync(bucket)
    .filter((block) => existsSync(join(bucket, block, 'meta.json')))
    .filter((block) => !existsSync(join(bucket, block, 'deletion-mark.json')))
    .map((block) => JSON.parse(readFileSync(join(bucket, block, 'meta.json'), 'utf8')) as Meta)
    .filter(({ thanos: { downsample } }) => downsample.resolution === 0)
    .map(({ maxTime, thanos: { labels } }) => {
      const age = Math.round((Date.now() - maxTime) / 1000 / day)
      return `${labels.tenant_id ?? ''} ${age}`
    })
    .sort()
}

interface Meta {
  readonly maxTime: number
  readonly thanos: {
    readonly labels: Readonly<Record<string, string>>
    readonly downsample: { readonly resolution: number }
  }
}

describe.skipIf(promtool === undefined || thanos === undefined)('thanos compact', () => {
  it('deletes the blocks of each tenant after its own retention, and each of them in one compactor', async () => {
    const bucket = await createBucket()
    const all = keptBlocks(bucket)
    expect(all).toHaveLength(tenants.length * ages.length)
    const deleted = new Map<string, readonly string[]>()
    for (const [name, args] of compactors()) {
      const before = keptBlocks(bucket)
      const place = [
        `--data-dir=${join(folder, name)}`,
        `--objstore.config={type: FILESYSTEM, config: {directory: ${bucket}}}`,
        // The blocks are new.
        '--consistency-delay=0s',
      ]
      await $({ quiet: true })`${thanos!} compact ${args} ${place}`
      const after = keptBlocks(bucket)
      deleted.set(
        name,
        before.filter((block) => !after.includes(block)),
      )
    }
    const [hashed] = [...deleted.keys()].filter((name) => name.startsWith('thanos-compact-team-b-'))
    expect(Object.fromEntries(deleted)).toEqual({
      'thanos-compact-others': [' 120', 'team-c 120'],
      'thanos-compact-team-a': ['team-a 120', 'team-a 45', 'team-a 75'],
      [hashed!]: ['Team.B 120', 'Team.B 75'],
    })
  })
})
