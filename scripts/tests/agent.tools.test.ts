// `prometheus --agent` itself starts with the rendered arguments and configuration, and sends its samples to a `thanos receive` with the rendered
// labels, which a `thanos query` with the rendered flags reads. `npm run verify:cluster` builds the program.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { variants } from '@thanos-gitops/base/testing/variants'
import { valueAt } from '@thanos-gitops/manifest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { $ } from 'zx'
import { freePort } from '../free-port.ts'
import { findTool } from '../tools.ts'
import { findStackProgram } from '../verify-cluster/stack-programs.ts'

const { manifests } = variantRenderer()(variants.find(({ name }) => name === 'agent')!)
const objectOf = (kind: string, name: string) =>
  manifests.find(({ object }) => object.kind === kind && object.metadata.name === name)!.object
const containerOf = (kind: string, name: string) =>
  valueAt(objectOf(kind, name), ['spec', 'template', 'spec', 'containers', '0']) as {
    readonly image: string
    readonly args: readonly string[]
  }
const server = containerOf('StatefulSet', 'prometheus')

const thanos = await findTool('thanos')
const prometheus = findStackProgram({ name: 'prometheus', version: /:v([\d.]+)/.exec(server.image)![1]! })
const folder = mkdtempSync(join(tmpdir(), 'agent-'))
const processes: ChildProcess[] = []
afterAll(() => {
  for (const child of processes) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function start(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, POD_NAME: 'prometheus-1' },
  })
  child.stderr!.on('data', (text: Buffer) => writeFileSync(join(folder, 'log'), text, { flag: 'a' }))
  processes.push(child)
  return child
}

async function ready(child: ChildProcess, url: string): Promise<void> {
  while (!(await fetch(`${url}/-/ready`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null)
      throw new Error(`A program exits with ${child.exitCode}: ${readFileSync(join(folder, 'log'), 'utf8')}`)
    await setTimeout(100)
  }
}

/** The arguments in the folder of the test. */
const inFolder = (args: readonly string[]): readonly string[] =>
  args.map((argument) => argument.replaceAll('/etc/prometheus/config', folder).replace('=/prometheus', `=${folder}`))

/** The rendered configuration, but for discovery and the address of the receivers, which need a cluster. */
function writeConfiguration(target: string, remoteWrite: string): void {
  const rendered = parse(
    valueAt(objectOf('ConfigMap', 'prometheus'), ['data', 'prometheus.yaml']) as string,
  ) as Readonly<Record<string, object>>
  const configuration = {
    ...rendered,
    global: { ...rendered.global, scrape_interval: '1s' },
    scrape_configs: [{ job_name: 'prometheus', static_configs: [{ targets: [target] }] }],
    remote_write: [{ ...(rendered.remote_write as object[])[0], url: remoteWrite }],
  }
  writeFileSync(join(folder, 'prometheus.yaml'), stringify(configuration))
}

const flags = (kind: string, name: string, pattern: RegExp): readonly string[] =>
  containerOf(kind, name).args.filter((argument) => pattern.test(argument))

describe.skipIf(prometheus === undefined || thanos === undefined)('an agent', { timeout: 120_000 }, () => {
  let agent = ''
  let query = ''

  beforeAll(async () => {
    const [web, http, grpc, remote, capnproto, queryHttp, queryGrpc] = await Promise.all(
      Array.from({ length: 7 }, () => freePort()),
    )
    mkdirSync(join(folder, 'receive'))
    writeConfiguration(`127.0.0.1:${web}`, `http://127.0.0.1:${remote}/api/v1/receive`)
    const receive = start(thanos!, [
      'receive',
      ...flags('StatefulSet', 'thanos-receive', /^--(label|tsdb\.retention)=/),
      `--tsdb.path=${join(folder, 'receive')}`,
      `--http-address=127.0.0.1:${http}`,
      `--grpc-address=127.0.0.1:${grpc}`,
      `--remote-write.address=127.0.0.1:${remote}`,
      `--receive.capnproto-address=127.0.0.1:${capnproto}`,
    ])
    const asked = start(thanos!, [
      'query',
      ...flags('Deployment', 'thanos-query', /^--query\./),
      `--endpoint=127.0.0.1:${grpc}`,
      `--http-address=127.0.0.1:${queryHttp}`,
      `--grpc-address=127.0.0.1:${queryGrpc}`,
    ])
    const started = start(prometheus!, [...inFolder(server.args), `--web.listen-address=127.0.0.1:${web}`])
    agent = `http://127.0.0.1:${web}`
    query = `http://127.0.0.1:${queryHttp}`
    await Promise.all([ready(receive, `http://127.0.0.1:${http}`), ready(asked, query), ready(started, agent)])
  }, 120_000)

  it('sends samples that the query finds without the label of the replica', async () => {
    let found: readonly { readonly metric: object; readonly value: readonly [number, string] }[] = []
    while (found.length === 0) {
      const answer = (await (await fetch(`${query}/api/v1/query?query=up`)).json()) as {
        data: { result: typeof found }
      }
      found = answer.data.result
      await setTimeout(200)
    }
    expect(found).toEqual([
      {
        metric: {
          __name__: 'up',
          cluster: 'agent',
          instance: agent.slice('http://'.length),
          job: 'prometheus',
          receive_cluster: 'agent',
          tenant_id: 'default-tenant',
        },
        value: [expect.any(Number), '1'],
      },
    ])
  })

  it('has the metrics that alerts about agents read', async () => {
    const metrics = await (await fetch(`${agent}/metrics`)).text()
    for (const name of [
      'prometheus_agent_active_series',
      'prometheus_agent_samples_appended_total',
      'prometheus_agent_corruptions_total',
      'prometheus_agent_checkpoint_creations_failed_total',
      'prometheus_tsdb_wal_writes_failed_total',
      'prometheus_tsdb_wal_storage_size_bytes',
      'prometheus_config_last_reload_successful',
      'prometheus_remote_storage_highest_timestamp_in_seconds',
      'prometheus_remote_storage_queue_highest_sent_timestamp_seconds',
    ])
      expect(metrics, name).toMatch(new RegExp(`^${name}[{ ]`, 'm'))
    for (const name of [
      'prometheus_tsdb_head_series',
      'prometheus_rule_evaluations_total',
      'prometheus_engine_queries',
    ])
      expect(metrics, name).not.toMatch(new RegExp(`^${name}[{ ]`, 'm'))
  })

  it('replaces the name of its pod, and keeps its log in a folder of its own', async () => {
    const { data } = (await (await fetch(`${agent}/api/v1/status/config`)).json()) as { data: { yaml: string } }
    expect(data.yaml).toContain('prometheus_replica: prometheus-1')
    expect(readFileSync(join(folder, 'agent/wal/00000000')).length).toBeGreaterThan(0)
  })

  it.each([
    ['a flag of servers', 3, ['--storage.tsdb.path=/tmp'], 'can not be used in agent mode'],
    ['rules', 2, [`--config.file=${join(folder, 'rules.yaml')}`], 'field rule_files is not allowed in agent mode'],
  ])('does not start with %s', async (_, code, args, message) => {
    writeFileSync(join(folder, 'rules.yaml'), 'rule_files: [a.yaml]\n')
    const others = inFolder(server.args).filter((argument) => !argument.startsWith('--config.file'))
    const config = args[0]!.startsWith('--config.file') ? [] : [`--config.file=${join(folder, 'prometheus.yaml')}`]
    const { exitCode, stderr } = await $({
      nothrow: true,
      quiet: true,
    })`${prometheus!} ${[...others, ...config, ...args]}`
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(message)])
  })
})
