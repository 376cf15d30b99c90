// promtool evaluates the alerts of shards and of agents with the series of base/rules/shards/*.test.yaml.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ruleFilesOf } from '@thanos-gitops/base/testing/alerts'
import { variants } from '@thanos-gitops/base/testing/variants'
import { afterAll, describe, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { findTool } from '../tools.ts'
import { expectAccepted } from './expect-accepted.ts'
import { root } from './repository.ts'

const promtool = await findTool('promtool')
const folder = mkdtempSync(join(tmpdir(), 'shard-alerts-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly object[] }[]
}

/** The variants whose rules a file tests; the others have shards of Prometheus, of the ruler and of the compactor. */
const variantOfFile: Readonly<Record<string, string>> = {
  'agent.test.yaml': 'agent',
  'store.test.yaml': 'store-shards-by-hash',
}

/** Writes the rules of a variant without annotations, and without the field that only Thanos supports. */
function writeRules(name: string): string {
  const path = join(folder, name)
  mkdirSync(path)
  for (const [file, text] of ruleFilesOf(variants.find((variant) => variant.name === name)!)) {
    const groups = (parse(text) as RuleFile).groups.map((group) => ({
      ...group,
      partial_response_strategy: undefined,
      rules: group.rules.map((rule) => ({ ...rule, annotations: undefined })),
    }))
    writeFileSync(join(path, file), stringify({ groups }))
  }
  return path
}

const cases = join(root, 'base/rules/shards')
const byVariant = Map.groupBy(readdirSync(cases), (file) => variantOfFile[file] ?? 'prometheus-shards')

describe.skipIf(promtool === undefined).each([...byVariant])('the rules with the settings %s', (variant, files) => {
  const path = writeRules(variant)

  it.each(files)('are right in %s', async (file) => {
    copyFileSync(join(cases, file), join(path, file))
    await expectAccepted(promtool, 'test', 'rules', join(path, file))
  })
})
