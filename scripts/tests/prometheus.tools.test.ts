// What the programs themselves say of the rendered configuration: they know more than any schema. Each test is skipped, and
// counted as such, where its program is neither built (scripts/tools.ts) nor on the PATH.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentNames } from '@thanos-gitops/render'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { findTool } from '../tools.ts'
import { root } from './repository.ts'

const [promtool, amtool, thanos] = await Promise.all([findTool('promtool'), findTool('amtool'), findTool('thanos')])
const folder = mkdtempSync(join(tmpdir(), 'prometheus-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface ConfigMap {
  readonly metadata: { readonly name: string }
  readonly data?: Readonly<Record<string, string>>
}

/** Writes the documents of every ConfigMap as its pods see them, and the files of a service account. */
function mounted(environment: string): string {
  const manifests = join(root, 'environments', environment, 'manifests')
  const at = join(folder, environment)
  for (const file of readdirSync(manifests).filter((name) => name.endsWith('.configmap.yaml'))) {
    const { metadata, data } = parse(readFileSync(join(manifests, file), 'utf8'), { version: '1.1' }) as ConfigMap
    mkdirSync(join(at, metadata.name), { recursive: true })
    for (const [key, text] of Object.entries(data ?? {})) {
      const here = text
        .replaceAll('/etc/prometheus/rules', join(at, 'prometheus-rules'))
        .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount', at)
      writeFileSync(join(at, metadata.name, key), here)
    }
  }
  for (const file of ['token', 'ca.crt']) writeFileSync(join(at, file), '')
  return at
}

function accepts(tool: string | undefined, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(tool!, args, { encoding: 'utf8' })
  expect(status, `${stdout}\n${stderr}`).toBe(0)
}

describe.each(environmentNames(root))('the configuration of %s', (environment) => {
  const at = mounted(environment)
  const rules = ['prometheus-rules', 'thanos-rule-rules'].filter((name) => existsSync(join(at, name)))

  it.skipIf(promtool === undefined)('is accepted by promtool', () => {
    accepts(promtool, 'check', 'config', join(at, 'prometheus/prometheus.yaml'))
  })

  it.skipIf(promtool === undefined).each(rules)('has in %s rules that promtool accepts', (name) => {
    for (const file of readdirSync(join(at, name))) {
      // The one field of a group that only Thanos knows.
      const text = readFileSync(join(at, name, file), 'utf8').replaceAll(/^ +partial_response_strategy: .*\n/gm, '')
      writeFileSync(join(folder, 'rules.yaml'), text)
      accepts(promtool, 'check', 'rules', '--lint=all', '--lint-fatal', join(folder, 'rules.yaml'))
    }
  })

  it.skipIf(thanos === undefined).each(rules)('has in %s rules that Thanos accepts', (name) => {
    accepts(thanos, 'tools', 'rules-check', `--rules=${join(at, name)}/*.yaml`)
  })

  it.skipIf(amtool === undefined || !existsSync(join(at, 'alertmanager')))('is accepted by amtool', () => {
    accepts(amtool, 'check-config', join(at, 'alertmanager/alertmanager.yaml'))
  })
})

it.skipIf(promtool === undefined)('alerts fire when they should', () => {
  const cases = readFileSync(join(root, 'base/rules/alerts.test.yaml'), 'utf8')
  writeFileSync(
    join(folder, 'alerts.yaml'),
    cases.replaceAll('rules/', `${join(mounted('production'), 'prometheus-rules')}/`),
  )
  accepts(promtool, 'test', 'rules', join(folder, 'alerts.yaml'))
})
