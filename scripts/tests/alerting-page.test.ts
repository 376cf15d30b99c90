// environments/alerting.md: its settings are accepted, and its table names every kind of receiver.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { createRenderer } from '@thanos-gitops/render'
import receiverFields from '@thanos-gitops/render/receiver-fields.json' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { root } from './repository.ts'

const page = readFileSync(join(root, 'environments/alerting.md'), 'utf8')
const blocks = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block]) => block!)

const environment = (alerting: string): YamlFile => {
  const source = readYaml(
    'environments/blue/environment.yaml',
    `apiVersion: thanos-gitops/v1
kind: Environment
cluster: blue
kubernetesVersion: "1.36"
namespace: monitoring
delivery: flux
objectStorage: rook
components: [alertmanager]
${alerting}`,
  )
  if (!('file' in source)) throw new Error(JSON.stringify(source))
  return source
}

/** The configuration of Alertmanager with some settings, or the problems. */
function configuration(alerting: string): string {
  const rendered = createRenderer(base)({ name: 'blue', environment: environment(alerting), patches: [] })
  if (!('environment' in rendered)) return rendered.map(({ message }) => message).join('\n')
  return rendered.manifests.find(({ file }) => file === 'alertmanager.configmap.yaml')!.text
}

describe('environments/alerting.md', () => {
  it.each(blocks.filter((block) => block.startsWith('alerting:\n  receivers:')))(
    'has settings that work: %#',
    (block) => expect(configuration(block)).toContain('receiver: chat\n'),
  )

  it.each(blocks.filter((block) => block.startsWith('    - name:')))('has receivers that work: %#', (block) =>
    expect(configuration(`alerting:\n  receivers:\n${block}`)).toMatch(/receiver: (wechat|dingtalk)\n/),
  )

  it('has a message for DingTalk that Alertmanager does not read as YAML', () => {
    const message = /text: \|-\n(\s+)(\S.*)/.exec(blocks.find((block) => block.includes('dingtalk'))!)?.[2]
    // An alias without a name is a syntax error of YAML, so that the text stays a string.
    expect(message).toMatch(/^\*\*/)
  })

  it('lists every kind of receiver, and the fields that a Secret can have', () => {
    const rows = page.split('\n').filter((line) => /^\| `\w+_configs`/.test(line))
    for (const [kind, fields] of Object.entries(receiverFields.receiver)) {
      if (!kind.endsWith('_configs')) continue
      const [, , secrets = ''] = rows.find((row) => row.split('|')[1]!.includes(`\`${kind}\``))?.split('|') ?? []
      const own = Object.keys(fields).flatMap((field) =>
        field.endsWith('_file') ? [field.slice(0, -'_file'.length)] : [],
      )
      const listed = [...secrets.matchAll(/`(\w+)`/g)].map(([, field]) => field!)
      expect({ kind, fields: listed.sort() }).toEqual({ kind, fields: own.sort() })
    }
    expect(rows).toHaveLength(15)
  })
})
