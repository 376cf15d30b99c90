// The programs themselves check the rendered configuration: they find more than a schema. Each test is skipped, and
// counted as skipped, if its program is neither built (scripts/tools.ts) nor on the PATH.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { type Variant, variants } from '@thanos-gitops/base/testing/variants'
import { afterAll, describe, it } from 'vitest'
import { findTool } from '../tools.ts'
import { expectAccepted } from './expect-accepted.ts'

const [promtool, amtool, thanos] = await Promise.all([findTool('promtool'), findTool('amtool'), findTool('thanos')])
const folder = mkdtempSync(join(tmpdir(), 'prometheus-'))
afterAll(() => rmSync(folder, { recursive: true }))
const render = variantRenderer()

/** Writes the documents of each ConfigMap as its pods find them, and the files of a service account. */
function mount(variant: Variant): string {
  const path = join(folder, variant.name)
  const configMaps = render(variant).manifests.filter(({ object }) => object.kind === 'ConfigMap')
  for (const { object } of configMaps) {
    const { metadata, data = {} } = object as typeof object & { readonly data?: Readonly<Record<string, string>> }
    mkdirSync(join(path, metadata.name), { recursive: true })
    for (const [key, document] of Object.entries(data)) {
      const content = document
        .replaceAll('/etc/prometheus/rules', join(path, 'prometheus-rules'))
        .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount', path)
        .replaceAll('/etc/thanos-tls', path)
      writeFileSync(join(path, metadata.name, key), content)
    }
  }
  for (const file of ['token', 'ca.crt']) writeFileSync(join(path, file), '')
  return path
}

// The object storage changes no configuration of Prometheus, the ruler and Alertmanager.
const configured = variants.filter(({ objectStorage }) => objectStorage === 'rook')

describe.each(configured)('the configuration with the settings $name', (variant) => {
  const path = mount(variant)
  const rules = readdirSync(path).filter((name) => /^(prometheus|thanos-rule)-rules(-\d+)?$/.test(name))

  // One for each shard.
  const configurations = readdirSync(path).filter((name) => /^prometheus(-\d+)?$/.test(name))

  it.skipIf(promtool === undefined).each(configurations)('is accepted by promtool in %s', async (name) => {
    const file = join(path, name, 'prometheus.yaml')
    // An agent evaluates no rules.
    const mode = readFileSync(file, 'utf8').includes('rule_files:') ? [] : ['--agent']
    await expectAccepted(promtool, 'check', 'config', ...mode, file)
  })

  it.skipIf(promtool === undefined).each(rules)('has rules in %s that promtool accepts', async (name) => {
    for (const file of readdirSync(join(path, name))) {
      // The one field of a group that only Thanos supports.
      const content = readFileSync(join(path, name, file), 'utf8').replaceAll(
        /^ +partial_response_strategy: .*\n/gm,
        '',
      )
      writeFileSync(join(folder, 'rules.yaml'), content)
      await expectAccepted(promtool, 'check', 'rules', '--lint=all', '--lint-fatal', join(folder, 'rules.yaml'))
    }
  })

  it.skipIf(thanos === undefined).each(rules)('has rules in %s that Thanos accepts', async (name) => {
    await expectAccepted(thanos, 'tools', 'rules-check', `--rules=${join(path, name)}/*.yaml`)
  })

  it.skipIf(amtool === undefined || !existsSync(join(path, 'alertmanager')))('is accepted by amtool', async () => {
    await expectAccepted(amtool, 'check-config', join(path, 'alertmanager/alertmanager.yaml'))
  })
})
