// What the tools themselves say of the rendered configuration, where they are installed: they know more than any schema.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const environments = join(import.meta.dirname, '../environments')
const names = readdirSync(environments).filter((name) => existsSync(join(environments, name, 'manifests')))
const installed = (tool: string) => spawnSync(tool, ['--version']).status === 0

const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-tools-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Writes the documents of every ConfigMap as its pods see them, and the files of a service account. */
const mounted = (environment: string) => {
  const manifests = join(environments, environment, 'manifests')
  const at = join(folder, environment)
  for (const file of readdirSync(manifests).filter((file) => file.endsWith('.configmap.yaml'))) {
    const { metadata, data } = parse(readFileSync(join(manifests, file), 'utf8')) as IConfigMap
    mkdirSync(join(at, metadata!.name!), { recursive: true })
    for (const [key, text] of Object.entries(data!))
      writeFileSync(
        join(at, metadata!.name!, key),
        text
          .replaceAll('/etc/prometheus/rules', join(at, 'prometheus-rules'))
          .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount', at),
      )
  }
  for (const file of ['token', 'ca.crt']) writeFileSync(join(at, file), '')
  return at
}
const run = (tool: string, ...args: string[]) => execFileSync(tool, args, { encoding: 'utf8', stdio: 'pipe' })

describe.each(names)('%s', (name) => {
  const at = mounted(name)

  it.skipIf(!installed('promtool'))('satisfies promtool', () => {
    expect(run('promtool', 'check', 'config', join(at, 'prometheus', 'prometheus.yaml'))).toContain('SUCCESS')
  })

  const hasAlertmanager = existsSync(join(at, 'alertmanager'))
  it.skipIf(!hasAlertmanager || !installed('amtool'))('satisfies amtool', () => {
    expect(run('amtool', 'check-config', join(at, 'alertmanager', 'alertmanager.yaml'))).toContain('SUCCESS')
  })

  const rules = ['prometheus-rules', 'thanos-rule-rules'].filter((configMap) => existsSync(join(at, configMap)))
  it.skipIf(!installed('thanos')).each(rules)('has in %s what thanos accepts', (configMap) => {
    run('thanos', 'tools', 'rules-check', `--rules=${join(at, configMap)}/*.yaml`)
  })
})

it.skipIf(!installed('promtool') || !names.includes('production'))('alerts fire when they should, by promtool', () => {
  const cases = readFileSync(join(import.meta.dirname, 'rules', 'alerts.test.yaml'), 'utf8')
  writeFileSync(join(folder, 'alerts.yaml'), cases.replaceAll('rules/', `${join(folder, 'production', 'prometheus-rules')}/`))
  expect(run('promtool', 'test', 'rules', join(folder, 'alerts.yaml'))).toContain('SUCCESS')
})
