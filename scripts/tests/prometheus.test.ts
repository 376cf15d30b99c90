import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly data?: Readonly<Record<string, string>>
}

/** Writes the rendered ConfigMaps of an environment as the pods see them, and gives their folder. */
function writeConfigMaps(environment: string): string {
  const manifests = join(root, 'environments', environment, 'manifests')
  for (const file of readdirSync(manifests)) {
    const { kind, metadata, data } = parse(readFileSync(join(manifests, file), 'utf8'), { version: '1.1' }) as ConfigMap
    if (kind !== 'ConfigMap') continue
    mkdirSync(join(folder, environment, metadata.name), { recursive: true })
    for (const [key, text] of Object.entries(data ?? {})) writeFileSync(join(folder, environment, metadata.name, key), text)
  }
  return join(folder, environment)
}

function accepted(tool: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' })
  expect(status, `${stdout}\n${stderr}`).toBe(0)
}

const documents = (environment: string, is: (document: Record<string, unknown>) => boolean): readonly string[] => {
  const at = writeConfigMaps(environment)
  const files = readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'))
  const found = files.map((file) => join(at, file)).filter((file) => is((parse(readFileSync(file, 'utf8')) ?? {}) as Record<string, unknown>))
  expect(found.length).toBeGreaterThan(0)
  return found
}

describe.each(environmentNames(root))('the configuration of %s', (environment) => {
  it.skipIf(promtool === undefined)('is accepted by promtool', () => {
    for (const file of documents(environment, (document) => 'scrape_configs' in document)) accepted(promtool!, ['check', 'config', '--syntax-only', file])
  })

  it.skipIf(promtool === undefined)('has rules that promtool accepts', () => {
    for (const file of documents(environment, (document) => 'groups' in document)) {
      // The one field of a group that only Thanos knows.
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^ +partial_response_strategy: .*\n/gm, ''))
      accepted(promtool!, ['check', 'rules', '--lint=all', '--lint-fatal', file])
    }
  })

  it.skipIf(thanos === undefined)('has rules that Thanos accepts', () => {
    for (const file of documents(environment, (document) => 'groups' in document)) accepted(thanos!, ['tools', 'rules-check', `--rules=${file}`])
  })

  const hasAlertmanager = readdirSync(join(root, 'environments', environment, 'manifests')).includes('alertmanager.statefulset.yaml')
  it.skipIf(amtool === undefined || !hasAlertmanager)('is accepted by amtool', () => {
    for (const file of documents(environment, (document) => 'receivers' in document)) accepted(amtool!, ['check-config', file])
  })
})
