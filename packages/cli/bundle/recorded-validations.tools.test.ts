import { appendFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { checkout, commandTimeout, git } from '@thanos-gitops/testing'
import { findKubeconform } from '@thanos-gitops/validate/kubeconform'
import { recordFiles } from '@thanos-gitops/workspace/record-file'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bundleState } from './read.mjs'
import { run } from './testing.ts'

const { tool, notes } = await findKubeconform()
const root = checkout()
const manifest = 'environments/blue/manifests/web.deployment.yaml'
const path = [dirname(tool ?? ''), process.env.PATH].join(delimiter)

const validate = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): readonly unknown[] => {
  const { status, stdout, stderr } = run(root, 'validate', args, { PATH: path, ...env })
  return [status, stdout, stderr]
}
/** In a pipeline, each environment is validated. */
const validateAll = (): readonly unknown[] => validate([], { CI: 'true' })

type Records = readonly (readonly [key: string, objects: number])[]
const records = recordFiles<Records>(root, 'validated')

describe.skipIf(tool === undefined || notes.length > 0)(
  'validate with records of earlier runs',
  { timeout: commandTimeout },
  () => {
    beforeAll(() => {
      expect(run(root, 'render').status).toBe(0)
      git(root, 'add', '--all')
      git(root, 'commit', '--quiet', '--message=render')
      for (let count = 0; count < 3; count++) expect(validate()[0]).toBe(0)
      expect(bundleState(root, 'validate')).toBe('current')
    }, commandTimeout)
    afterEach(() => {
      git(root, 'checkout', '--quiet', '--force', '.')
      git(root, 'clean', '--quiet', '--force', 'environments')
    })

    const replace = (from: string, to: string): void => {
      const content = readFileSync(join(root, manifest), 'utf8')
      expect(content).toContain(from)
      writeFileSync(join(root, manifest), content.replace(from, to))
    }
    it.each<[title: string, change: () => void]>([
      ['nothing', () => {}],
      ['a manifest', () => appendFileSync(join(root, manifest), '# edited\n')],
      ['a manifest that is invalid', () => replace('replicas: ', 'replica: ')],
      ['a link to a manifest', () => symlinkSync('web.deployment.yaml', join(root, manifest, '../link.yaml'))],
    ])('prints what it prints without them, after a change of %s', (_title, change) => {
      change()
      const before = validateAll()
      expect(validate()).toEqual(before)
      expect(validate()).toEqual(before)
    })

    it('uses the records of the environments that have not changed, but not in a pipeline', () => {
      validate()
      for (const name of ['green', 'tiny'])
        records.write(
          name,
          records.read(name)!.map(([key]) => [key, 5000]),
        )
      replace('replicas: ', 'replicas:  ')
      expect(validate()[1]).toMatch(/ 100\d\d objects, all valid/)
      expect(validate(['tiny'])[1]).toContain(': 5000 objects')
      expect(validateAll()[1]).not.toMatch(/\d{4} objects/)
    })
  },
)
