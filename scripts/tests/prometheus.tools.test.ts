// The programs themselves check the rendered configuration: they find more than a schema. Each test is skipped, and
// counted as skipped, if its program is neither built (scripts/tools.ts) nor on the PATH.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { type Variant, variants } from '@thanos-gitops/base/testing/variants'
import { afterAll, describe, expect, it } from 'vitest'
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
const mounted = configured.map(mount)

/** The files of the folders of these names in all variants. */
const filesIn = (folders: RegExp, files = /./): readonly string[] =>
  mounted.flatMap((path) =>
    readdirSync(path)
      .filter((name) => folders.test(name))
      .flatMap((name) => readdirSync(join(path, name)).map((file) => join(path, name, file)))
      .filter((file) => files.test(file)),
  )

/** One file for each content: most are equal in many variants, and a program judges only the content. */
const distinct = (files: readonly string[]): string[] => [
  ...new Map(files.map((file) => [readFileSync(file, 'utf8'), file])).values(),
]

const ruleFolders = /^(prometheus|thanos-rule)-rules(-\d+)?$/

// Each program is started once: its output names the file that it refuses, and with it the variant.
describe('the configuration of all variants', () => {
  it.skipIf(promtool === undefined)('is accepted by promtool', async () => {
    // One configuration for each shard. An agent evaluates no rules.
    const configurations = filesIn(/^prometheus(-\d+)?$/, /\/prometheus\.yaml$/)
    const isAgent = (file: string): boolean => !readFileSync(file, 'utf8').includes('rule_files:')
    expect(configurations.length).toBeGreaterThanOrEqual(configured.length)
    await expectAccepted(promtool, 'check', 'config', ...configurations.filter((file) => !isAgent(file)))
    await expectAccepted(promtool, 'check', 'config', '--agent', ...configurations.filter(isAgent))
  })

  it.skipIf(promtool === undefined)('has rules that promtool accepts', async () => {
    const files = distinct(filesIn(ruleFolders)).map((file) => {
      // The one field of a group that only Thanos supports.
      const content = readFileSync(file, 'utf8').replaceAll(/^ +partial_response_strategy: .*\n/gm, '')
      writeFileSync(`${file}.prometheus`, content)
      return `${file}.prometheus`
    })
    expect(files).not.toEqual([])
    await expectAccepted(promtool, 'check', 'rules', '--lint=all', '--lint-fatal', ...files)
  })

  it.skipIf(thanos === undefined)('has rules that Thanos accepts', async () => {
    const files = distinct(filesIn(ruleFolders, /\.yaml$/))
    await expectAccepted(thanos, 'tools', 'rules-check', ...files.map((file) => `--rules=${file}`))
  })

  it.skipIf(amtool === undefined)('is accepted by amtool', async () => {
    const files = distinct(filesIn(/^alertmanager$/, /\/alertmanager\.yaml$/))
    expect(files).not.toEqual([])
    await expectAccepted(amtool, 'check-config', ...files)
  })
})
