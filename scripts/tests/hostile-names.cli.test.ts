// Names are data: no command runs a part of one, takes it as an option, leaves the repository, or prints it so that it acts.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandTimeout, runInOneProcess } from '@thanos-gitops/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownRepository } from '../script-options.ts'

const names = [
  '--upload-pack=touch marker \'"; touch marker #$(touch marker)`touch marker`',
  '../../etc/\u202Epasswd\ntouch marker\n::error::a\u001B[31m',
  'x'.repeat(300),
]

const name = 'NAME'
const command = (...args: readonly string[]): readonly string[] => ['packages/cli/main.ts', ...args]
const script = (file: string, ...args: readonly string[]): readonly string[] => [`scripts/${file}.ts`, ...args]
const commands: Readonly<Record<string, readonly string[]>> = {
  render: command('render', '--', name),
  validate: command('validate', '--', name),
  check: command('check', '--', name),
  diff: command('diff', '--', name),
  'diff of a revision': command('diff', `--base=${name}`),
  explain: command('explain', '--', name, 'Service/a'),
  promote: command('promote', '--', name, name),
  tidy: command('tidy', '--', name),
  bootstrap: script('bootstrap', '--', name),
  status: script('status', '--', name),
  'local-up': script('local-up', `--context=${name}`, '--root=/nowhere'),
  'objstore-secret': script('objstore-secret', 'a', '--from-context=a', '--from-namespace=a', `--claim=${name}`),
  'new-environment': script('new-environment', '--dry-run', '--', name),
  'the cluster of new-environment': script('new-environment', 'a', `--cluster=${name}`, '--dry-run'),
  'a copy with new-environment': script('new-environment', 'a', `--from=${name}`, '--dry-run'),
  'new-component': script('new-component', '--dry-run', '--', name),
  'new-check': script('new-check', '--dry-run', '--', name),
  'pull-request': script('pull-request', `--base=${name}`, '--output=out'),
  'compare-fork': script('compare-fork', '--output=out', '--', name, name),
}

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'hostile-names-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(Object.entries(commands))('%s', (title, [file, ...args]) => {
  it(
    'refuses hostile names',
    () => {
      const results = runInOneProcess(
        ownRepository,
        names.map((hostile) => ({ file: file!, args: args.map((arg) => arg.replaceAll(name, () => hostile)) })),
        { cwd: folder, env: { ...process.env, CI: 'true' } },
      )
      for (const [index, { status, output }] of results.entries()) {
        // Neither checkout exists, so that no environment can be compared.
        if (title !== 'compare-fork')
          expect([names[index], status, output]).toEqual([names[index], 2, expect.any(String)])
        expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
        expect(output).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u202A-\u202E\u2066-\u2069]/)
        expect(output).not.toMatch(/^::error::a/m)
      }
      expect(readdirSync(folder).filter((entry) => entry !== 'out')).toEqual([])
      expect(existsSync(join(ownRepository, 'marker'))).toBe(false)
    },
    commandTimeout,
  )
})
