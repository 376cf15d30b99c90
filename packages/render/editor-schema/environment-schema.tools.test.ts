// What a person sees in an editor with the YAML language server while editing environment.yaml.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { integrations } from '../alerting/testing/integrations.ts'
import { type LanguageServer, startLanguageServer } from '../testing/language-server.ts'
import { renderedSmallStack } from '../testing/small-stack.ts'
import { environmentSchemaFile, schemaWriter } from './index.ts'

const timeout = 120_000
const root = mkdtempSync(join(tmpdir(), 'environment-schema-'))
const folder = join(root, 'environments/blue')
const header = `# yaml-language-server: $schema=${environmentSchemaFile}
apiVersion: thanos-gitops/v1
kind: Environment
cluster: eu-1
kubernetesVersion: "1.36"
namespace: kube-monitor
delivery: flux
`
const settings = `${header}objectStorage: rook\n`
const receiver = (lines: string): string => `${settings}alerting:\n  receivers:\n    - name: a\n${lines}`

let server: LanguageServer
beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  await schemaWriter(root).write(renderedSmallStack({}))
  server = await startLanguageServer()
}, timeout)
afterAll(async () => {
  await server.stop()
  rmSync(root, { recursive: true })
})

let files = 0
const diagnose = async (text: string): Promise<readonly string[]> =>
  (await server.diagnose(join(folder, `${files++}.yaml`), text)).map(({ line, message }) => `${line}: ${message}`)

describe('the schema of environment.yaml', { timeout }, () => {
  it.each(Object.entries(integrations))('accepts %s', async (kind, { valid }) => {
    expect(await diagnose(receiver(`      ${kind}: [${valid}]\n`))).toEqual([])
  })

  it('accepts the template of an environment', async () => {
    for (const name of ['production', 'staging']) {
      const text = readFileSync(
        join(import.meta.dirname, `../../../scripts/templates/environments/cluster/environment.yaml`),
        'utf8',
      )
      const others = /: "(thanos|alertmanager)|not accepted/
      expect((await diagnose(text.replaceAll('NAME', name))).filter((problem) => !others.test(problem))).toEqual([])
    }
  })

  it('accepts an environment without a bucket that names all of its components', async () => {
    expect(await diagnose(`${header}requiredComponents: false\ncomponents: [store]\n`)).toEqual([])
  })

  it.each<[string, string, RegExp]>([
    ['a missing object storage', header, /Missing property "objectStorage"/],
    ['an unknown key', `${settings}alertng: {}\n`, /^9: Property alertng is not allowed/],
    ['an unknown kind of receiver', receiver('      slak_configs: []\n'), /^12: Property slak_configs is not allowed/],
    [
      'an unknown field',
      receiver('      slack_configs:\n        - chanel: a\n'),
      /^13: Property chanel is not allowed/,
    ],
    ['a list as a mapping', receiver('      slack_configs: {}\n'), /^12: Incorrect type/],
    ['a wrong namespace', settings.replace('kube-monitor', 'Monitor'), /^6: The value must be a DNS label/],
    ['a wrong name of a component', `${settings}components: [Thanos Rule]\n`, /^9: The value must be a DNS label/],
    ['an unknown object storage', `${header}objectStorage: s3\n`, /^8: /],
    ['a text as laptop', `${settings}laptop: maybe\n`, /^9: Incorrect type/],
  ])('marks %s', async (_, text, problem) => {
    expect(await diagnose(text)).toEqual([expect.stringMatching(problem)])
  })

  it('completes kinds of receivers, their fields and references', async () => {
    const offers = async (text: string): Promise<readonly string[]> => {
      const lines = text.split('\n')
      const found = await server.complete(join(folder, `${files++}.yaml`), text, lines.length, lines.at(-1)!.length + 1)
      return found.map((offer) => offer.text.split(':')[0]!)
    }
    expect(await offers(receiver('      '))).toEqual(expect.arrayContaining(Object.keys(integrations)))
    expect(await offers(receiver('      slack_configs:\n        - '))).toEqual(
      expect.arrayContaining(['channel', 'api_url', 'http_config']),
    )
    expect(await offers(receiver('      slack_configs:\n        - api_url:\n            '))).toEqual(
      expect.arrayContaining(['key', 'secret']),
    )
  })
})
