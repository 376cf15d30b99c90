// promtool evaluates the alerts of shards with the series of base/rules/shards/*.test.yaml.
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ruleFilesOf } from '@thanos-gitops/base/testing/alerts'
import { variants } from '@thanos-gitops/base/testing/variants'
import { afterAll, it } from 'vitest'
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

// Shards of Prometheus, of the ruler and of the compactor.
const sharded = variants.find(({ name }) => name === 'prometheus-shards')!
for (const [file, text] of ruleFilesOf(sharded)) {
  const groups = (parse(text) as RuleFile).groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, annotations: undefined })),
  }))
  writeFileSync(join(folder, file), stringify({ groups }))
}

const cases = join(root, 'base/rules/shards')

it.skipIf(promtool === undefined).each(readdirSync(cases))('is right in %s', async (file) => {
  copyFileSync(join(cases, file), join(folder, file))
  await expectAccepted(promtool, 'test', 'rules', join(folder, file))
})
