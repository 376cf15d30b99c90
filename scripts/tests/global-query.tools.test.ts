// `thanos query` itself divides queries between two environments: it gets the arguments and endpoints that are rendered for thanos-query-global.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { variants } from '@thanos-gitops/base/testing/variants'
import { valueAt } from '@thanos-gitops/manifest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { $ } from 'zx'
import { freePort } from '../free-port.ts'
import { findTool } from '../tools.ts'

const [promtool, thanos] = await Promise.all([findTool('promtool'), findTool('thanos')])
const folder = mkdtempSync(join(tmpdir(), 'global-query-'))
const processes: ChildProcess[] = []
afterAll(() => {
  for (const child of processes) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

const hour = 3600
const now = Math.floor(Date.now() / 1000)
const recent = now - 10 * hour
const old = now - 80 * hour

/** Of an hour: a query with samples of a shorter time than it looks back is not divided. */
const minutesBefore = (time: number): readonly number[] =>
  Array.from({ length: 60 }, (_, index) => time - (59 - index) * 60)

/** A bucket in a folder with the blocks before each time. Replica 0 of Prometheus has all of them, replica 1 only the newest. */
async function createBucket(cluster: string, times: readonly number[]): Promise<string> {
  const bucket = join(folder, cluster)
  for (const [replica, seconds] of [times, times.slice(0, 1)].entries()) {
    const input = join(folder, `${cluster}-${replica}`)
    const samples = seconds
      .toReversed()
      .flatMap((time) => minutesBefore(time).map((minute) => `up{job="prometheus"} 1 ${minute}`))
    writeFileSync(input, `# TYPE up gauge\n${samples.join('\n')}\n# EOF\n`)
    const known = new Set(readBlocks(bucket))
    await $({ quiet: true })`mkdir -p ${bucket} && ${promtool!} tsdb create-blocks-from openmetrics ${input} ${bucket}`
    for (const block of readBlocks(bucket).filter((one) => !known.has(one))) {
      const file = join(bucket, block, 'meta.json')
      const labels = { cluster, prometheus_replica: `prometheus-${replica}` }
      const meta = { labels, downsample: { resolution: 0 }, source: 'sidecar' }
      writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), thanos: meta }))
    }
  }
  return bucket
}

const readBlocks = (bucket: string): readonly string[] => {
  try {
    return readdirSync(bucket)
  } catch {
    return []
  }
}

interface Running {
  readonly child: ChildProcess
  readonly grpc: string
  readonly url: string
}

/** Starts a program of Thanos, and waits until it is ready. */
async function start(...args: readonly string[]): Promise<Running> {
  const [http, grpc] = [await freePort(), await freePort()]
  const listening = [`--http-address=127.0.0.1:${http}`, `--grpc-address=127.0.0.1:${grpc}`]
  const child = spawn(thanos!, [...args, ...listening], { stdio: 'ignore' })
  processes.push(child)
  const url = `http://127.0.0.1:${http}`
  while (!(await fetch(`${url}/-/ready`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`thanos ${args.join(' ')} exits with ${child.exitCode}.`)
    await setTimeout(100)
  }
  return { child, url, grpc: `127.0.0.1:${grpc}` }
}

const rendered = variantRenderer()(variants.find(({ name }) => name === 'only-thanos-query-global')!)
const objectOf = (kind: string, name: string) =>
  rendered.manifests.find(({ object }) => object.kind === kind && object.metadata.name === name)!.object
const flagsOf = (name: string): readonly string[] =>
  (valueAt(objectOf('Deployment', name), ['spec', 'template', 'spec', 'containers', '0', 'args']) as string[]).filter(
    (argument) => argument.startsWith('--query.'),
  )

/** An environment: a query that asks a store gateway. */
async function startEnvironment(cluster: string, times: readonly number[]): Promise<Running> {
  const bucket = await createBucket(cluster, times)
  const storage = `--objstore.config={type: FILESYSTEM, config: {directory: ${bucket}}}`
  const store = await start('store', `--data-dir=${join(folder, `${cluster}-data`)}`, storage)
  return start('query', ...flagsOf('thanos-query'), `--endpoint=${store.grpc}`)
}

/** The global query, with the endpoint that is rendered for a query, once for each address. */
async function startGlobal(addresses: readonly string[]): Promise<Running> {
  const document = valueAt(objectOf('ConfigMap', 'thanos-query-global'), ['data', 'endpoints.yaml']) as string
  const { endpoints } = parse(document) as { endpoints: readonly object[] }
  const config = JSON.stringify({ endpoints: addresses.map((address) => ({ ...endpoints[0], address })) })
  return start('query', ...flagsOf('thanos-query-global'), `--endpoint.sd-config=${config}`)
}

interface Answer {
  readonly warnings?: readonly string[]
  readonly data: { readonly result: readonly { readonly metric: object; readonly value: readonly [number, string] }[] }
}

const ask = async ({ url }: Running, query: string, time: number): Promise<Answer> =>
  (await (await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}&time=${time + 60}`)).json()) as Answer

const clustersIn = ({ data }: Answer): readonly object[] => data.result.map(({ metric, value }) => [metric, value[1]])
const byCluster = 'count by (cluster) (up)'

describe.skipIf(promtool === undefined || thanos === undefined)('the global query', { timeout: 120_000 }, () => {
  let environments: readonly Running[] = []
  let global: Running

  beforeAll(async () => {
    environments = await Promise.all([startEnvironment('eu-1', [recent, old]), startEnvironment('us-1', [recent])])
    global = await startGlobal(environments.map(({ grpc }) => grpc))
    // It learns what each of them has after it is ready.
    while (clustersIn(await ask(global, byCluster, recent)).length < 2) await setTimeout(200)
  }, 120_000)

  it('divides a query between the environments, each with its replicas deduplicated', async () => {
    expect((await ask(global, 'sum(up)', recent)).data.result[0]!.value[1]).toBe('2')
    const metrics = await (await fetch(`${global.url}/metrics`)).text()
    const calls = metrics
      .split('\n')
      .filter((line) => line.startsWith('grpc_client_started_total{') && !line.endsWith(' 0'))
    const methods = new Set(calls.map((line) => /grpc_method="(\w+)"/.exec(line)![1]))
    // Of the API for queries, and not of the StoreAPI.
    expect([...methods].sort()).toEqual(['Info', 'Query'])
  })

  it('finds samples from before the newest of the replicas began', async () =>
    expect(clustersIn(await ask(global, byCluster, old))).toEqual([[{ cluster: 'eu-1' }, '1']]))

  it('returns what the others have, with a warning, while one of them is down', async () => {
    environments[1]!.child.kill('SIGKILL')
    // Also when it has noticed, which takes a few seconds.
    while (!(await (await fetch(`${global.url}/api/v1/stores`)).text()).includes('connection refused'))
      await setTimeout(200)
    const answer = await ask(global, byCluster, recent)
    expect(clustersIn(answer)).toEqual([[{ cluster: 'eu-1' }, '1']])
    expect(answer.warnings).toEqual([expect.stringContaining(environments[1]!.grpc)])
  })
})
