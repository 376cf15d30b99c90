// `thanos store` itself divides a bucket: it gets the arguments that are rendered for each shard, and reports the blocks that it serves.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { variants } from '@thanos-gitops/base/testing/variants'
import { valueAt } from '@thanos-gitops/manifest'
import { afterAll, describe, expect, it } from 'vitest'
import { $ } from 'zx'
import { freePort } from '../free-port.ts'
import { findTool } from '../tools.ts'

const [promtool, thanos] = await Promise.all([findTool('promtool'), findTool('thanos')])
const folder = mkdtempSync(join(tmpdir(), 'shards-'))
const processes: ChildProcess[] = []
afterAll(() => {
  for (const child of processes) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

const hour = 3600
const day = 24 * hour
/** The ages of the samples: each is in a block of its own. With shards by time, 14 d 4 h is in the overlap of two of them. */
const ages = [1, 3, 10, 14 + 1 / 6, 20, 30, 50, 60, 90, 200].map((days) => days * day)

/** A bucket in a folder, with a block for each age. */
async function createBucket(): Promise<string> {
  const bucket = join(folder, 'bucket')
  mkdirSync(bucket)
  const now = Math.floor(Date.now() / 1000)
  const samples = ages.map((age) => `up{age="${age}"} 1 ${now - age}`).reverse()
  const input = join(folder, 'samples')
  writeFileSync(input, `# TYPE up gauge\n${samples.join('\n')}\n# EOF\n`)
  await $({ quiet: true })`${promtool!} tsdb create-blocks-from openmetrics ${input} ${bucket}`
  for (const block of readdirSync(bucket)) {
    const file = join(bucket, block, 'meta.json')
    const meta = JSON.parse(readFileSync(file, 'utf8')) as object
    const stream = { cluster: 'eu-1', prometheus_replica: `prometheus-${block.charCodeAt(25) % 4}` }
    const uploaded = { labels: stream, downsample: { resolution: 0 }, source: 'sidecar' }
    writeFileSync(file, JSON.stringify({ ...meta, thanos: uploaded }))
  }
  return bucket
}

const render = variantRenderer()

/** The arguments with which each shard of a component selects blocks, for a store gateway of this machine and a bucket in a folder. */
function shardsOf(name: string, component: string, bucket: string): readonly (readonly string[])[] {
  const variant = variants.find((one) => one.name === name)!
  const shards = render(variant).manifests.filter(
    (manifest) => manifest.component === component && manifest.object.kind === 'StatefulSet',
  )
  const selection = /^--(?:selector|min-time|max-time|store\.(?!caching-bucket))/
  return shards.map(({ object }) => [
    'store',
    ...(valueAt(object, ['spec', 'template', 'spec', 'containers', '0', 'args']) as string[]).filter((argument) =>
      selection.test(argument),
    ),
    `--data-dir=${join(folder, name, object.metadata.name)}`,
    `--objstore.config={type: FILESYSTEM, config: {directory: ${bucket}}}`,
  ])
}

/** Starts a store gateway. Returns the blocks that it serves when it is ready. */
async function servedBlocks(args: readonly string[]): Promise<readonly string[]> {
  const [http, grpc] = [await freePort(), await freePort()]
  const listening = [`--http-address=127.0.0.1:${http}`, `--grpc-address=127.0.0.1:${grpc}`]
  const child = spawn(thanos!, [...args, ...listening], { stdio: 'ignore' })
  processes.push(child)
  const url = `http://127.0.0.1:${http}`
  while (!(await fetch(`${url}/-/ready`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`thanos ${args.join(' ')} exits with ${child.exitCode}.`)
    await setTimeout(100)
  }
  const { data } = (await (await fetch(`${url}/api/v1/blocks?view=loaded`)).json()) as {
    data: { blocks: readonly { ulid: string }[] }
  }
  child.kill('SIGKILL')
  return data.blocks.map(({ ulid }) => ulid)
}

describe.skipIf(promtool === undefined || thanos === undefined)('thanos store', async () => {
  const bucket = promtool === undefined || thanos === undefined ? '' : await createBucket()
  const blocks = bucket === '' ? [] : readdirSync(bucket).sort()

  it('serves each block in exactly one shard by hash', async () => {
    const served = await Promise.all(shardsOf('store-shards-by-hash', 'thanos-store', bucket).map(servedBlocks))
    expect(blocks.length).toBe(ages.length)
    expect(served).toHaveLength(3)
    expect(served.flat().sort()).toEqual(blocks)
  })

  it('serves each block in a shard by time, and those at an age in both', async () => {
    const served = await Promise.all(shardsOf('store-shards-by-time', 'thanos-store', bucket).map(servedBlocks))
    expect([...new Set(served.flat())].sort()).toEqual(blocks)
    expect(served.map((shard) => shard.length)).toEqual([4, 4, 3])
    expect(served.flat()).toHaveLength(blocks.length + 1)
  })

  it('selects each stream in exactly one shard of the compactor', async () => {
    const selected = await Promise.all(shardsOf('compact-shards', 'thanos-compact', bucket).map(servedBlocks))
    expect(selected).toHaveLength(2)
    expect(selected.flat().sort()).toEqual(blocks)
    const [one, other] = selected.map((shard) => shard.map((block) => block.charCodeAt(25) % 4))
    expect(one!.filter((stream) => other!.includes(stream))).toEqual([])
  })
})
