import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cloneRepository, git } from './clone.ts'
import { withoutNx } from './environment.ts'
import { root } from './repository.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  block!.split('\n').flatMap((line) => line.replace(/\s+#.*/, '').trim() || []),
)

/** These install the modules that this test itself runs on, or run this test: the pipeline calls them. */
const ranByPipeline = ['npm ci', 'npm test']

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))

describe('README.md', () => {
  // The benchmark's other side, and what measures both.
  const bench = commands.find((command) => command.startsWith('npm run bench'))
  const canBench = ['kubectl', 'time'].every((program) => spawnSync('which', [program]).status === 0)

  it.skipIf(!canBench)('the benchmark works in a fresh clone and changes nothing in it', { timeout: 300_000 }, () =>
    works(bench!),
  )

  it.each(commands.filter((command) => command !== bench && !ranByPipeline.includes(command)))(
    '%s works in a fresh clone and changes nothing in it',
    { timeout: 300_000 },
    works,
  )

  function works(command: string): void {
    const path = `${join(clone, 'node_modules/.bin')}:${process.env.PATH}`
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: clone,
      encoding: 'utf8',
      env: { ...withoutNx(), PATH: path },
    })
    // Two environments differ, which the exit code says.
    expect(status, `${stdout}\n${stderr}`).toBe(command.includes(' compare ') ? 1 : 0)
    expect(git(clone, 'status', '--porcelain')).toBe('')
  }

  it.each(ranByPipeline)('%s is run by the pipeline', (command) => {
    expect(commands).toContain(command)
    const pipeline = ['.ci/run', 'scripts/test-all.ts'].map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
    expect(pipeline).toMatch(new RegExp(`(\n|')${command}(\n|')`))
  })

  it('shows a patch that renders', () => {
    const patch = blocks('yaml').find((block) => block.startsWith('- target:'))!
    expect(renderWith(patch)).toEqual({ status: 0, stderr: '' })
  })

  it('shows the error that a wrong path gives', () => {
    const shown = blocks('').find((block) => block.includes('patch-path-missing'))!
    const patch =
      '- target: {kind: StatefulSet, name: thanos-store}\n  patch:\n    - op: replace\n      path: /spec/replica\n      value: 3\n'
    expect(renderWith(patch, 'replicas.yaml')).toEqual({ status: 2, stderr: shown })
  })

  it('shows what diff says of larger volumes', () => {
    const lines = blocks('')
      .find((block) => block.startsWith('~ refused'))!
      .split('\n')
      .filter((line) => line.trim() !== '' && line.trim() !== '…')
    const file = join(clone, 'environments/production/patches/storage.yaml')
    const before = readFileSync(file, 'utf8')
    writeFileSync(file, before.replace(/(name: thanos-store\}[^]*?value: )100Gi/, '$1200Gi'))
    const { status, stdout } = spawnSync(
      join(clone, 'packages/cli/bin.mjs'),
      ['diff', 'production', '--base', 'HEAD'],
      { cwd: clone, encoding: 'utf8', env: withoutNx() },
    )
    writeFileSync(file, before)
    expect(status).toBe(1)
    expect(stdout.split('\n').filter((line) => lines.includes(line))).toEqual(lines)
  })

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link!)
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([])
  })
})

const blocks = (language: string): string[] =>
  [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, of, block]) => (of === language ? block! : []))

/** Renders the clone's production with one patch file more, and takes it away again. */
function renderWith(patch: string, file = 'readme.yaml'): { status: number | null; stderr: string } {
  writeFileSync(join(clone, 'environments/production/patches', file), patch)
  const { status, stderr } = spawnSync('node_modules/.bin/thanos-gitops', ['render', 'production'], {
    cwd: clone,
    encoding: 'utf8',
  })
  git(clone, 'checkout', '--quiet', '.')
  git(clone, 'clean', '--quiet', '--force', 'environments')
  return { status, stderr }
}
