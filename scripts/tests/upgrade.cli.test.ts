// Upgrades of a small repository from a small upstream. Its command only prints what it is called with.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'
import { findingsText } from '@thanos-gitops/report'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { isAdopted } from '../adopt/repository-state.ts'
import { readOrigin } from '../upgrade/origin.ts'
import { ownershipOf } from '../upgrade/ownership.ts'
import { performUpgrade } from '../upgrade/perform.ts'
import { stepOf } from '../upgrade/step.ts'
import { withUpstream } from '../upgrade/upstream.ts'
import { commit, git } from './clone.ts'
import { withoutNx } from './environment.ts'
import { root } from './repository.ts'

const folder = mkdtempSync(join(tmpdir(), 'upgrade-test-'))
const upstream = join(folder, 'upstream')
const original = join(folder, 'original')
const team = join(folder, 'team')
beforeAll(() => {
  createUpstream()
  createTeam()
})
beforeEach(() => {
  rmSync(team, { recursive: true, force: true })
  cpSync(original, team, { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true }))

const write = (repository: string, file: string, content: string): void => {
  mkdirSync(dirname(join(repository, file)), { recursive: true })
  writeFileSync(join(repository, file), content)
}
const read = (file: string): string => readFileSync(join(team, file), 'utf8')
const lines = (...content: readonly (string | number)[]): string => content.map((line) => `${line}\n`).join('')
const changes = (): string => git(team, 'status', '--short', '--untracked-files=all').trim()
const origin = (version: string): string => `apiVersion: thanos-gitops/v1\nkind: Upstream\nversion: ${version}\n`

/** Instead of the command. */
const command = `const [name] = process.argv.slice(2)
console.log('thanos-gitops', ...process.argv.slice(2))
if (name === 'render' && process.env.SLOW) setTimeout(() => {}, 60_000)
if (name === 'render' && process.env.BROKEN) process.exit(2)
process.on('SIGINT', () => process.exit(1))
if (name === 'diff') process.exitCode = 1
`

const changelog = (...sections: readonly string[]): string => `# Changelog\n\n${sections.join('\n')}`
const step = '## 1.2.0 (2027-03-01)\n\n### Manual steps\n\n- Rename it.\n\n### Fixed\n\n- B.\n'

/** Versions 1.0.0 to 1.3.0. The last one contains a manual step of 1.2.0. */
function createUpstream(): void {
  mkdirSync(upstream)
  git(upstream, 'init', '--quiet', '--initial-branch=main')
  const version = (number: string, files: Readonly<Record<string, string>>): void => {
    write(upstream, 'package.json', `{"version": "${number}"}\n`)
    for (const [file, content] of Object.entries(files)) write(upstream, file, content)
    commit(upstream, number)
    git(upstream, 'tag', '--annotate', `--message=${number}`, `v${number}`)
  }
  version('1.0.0', {
    'README.md': lines(1, 2, 3, 4, 5),
    'base/index.ts': lines('a', 'b', 'c', 'd', 'e', 'f'),
    'base/renamed.ts': lines(1, 2, 3, 4, 5, 6, 7, 8, 9),
    'packages/cli/bin.mjs': command,
    'packages/CHANGELOG.md': changelog('## 1.0.0 (2027-01-01)\n'),
    'packages/removed.ts': 'old\n',
    'scripts/a.ts': 'a\n',
    '.github/CODEOWNERS': '* @platform\n',
    '.github/workflows/ci.yml': 'ci: 1\n',
    'environments/README.md': 'page 1\n',
    'environments/policy.yaml': 'patches: []\n',
    'environments/production/environment.yaml': 'cluster: production\n',
  })
  rmSync(join(upstream, 'packages/removed.ts'))
  git(upstream, 'mv', 'base/renamed.ts', 'base/other.ts')
  version('1.1.0', {
    'base/index.ts': lines('a', 'b', 'c', 'd', 'e', 'f', 'g'),
    'base/own/index.ts': 'export const own = []\n',
    'packages/added.ts': 'new\n',
    'environments/README.md': 'page 2\n',
    'environments/policy.yaml': 'patches: [changed]\n',
    'environments/production/environment.yaml': 'cluster: changed\n',
    'environments/layers/eu/patches/a.yaml': 'example\n',
    '.github/CODEOWNERS': '* @others\n',
    '.github/workflows/ci.yml': 'ci: 2\n',
  })
  version('1.2.0', { 'README.md': lines(1, 2, 3, 4, 5, 6) })
  version('1.3.0', {
    'base/index.ts': lines('a', 'b', 'C', 'd', 'e', 'f', 'g'),
    'packages/CHANGELOG.md': changelog('## 1.3.0 (2027-04-01)\n', step, '## 1.0.0 (2027-01-01)\n'),
  })
}

/** A copy of 1.0.0 without its history, with files and changes of the team. */
function createTeam(): void {
  execFileSync('git', ['clone', '--quiet', '--branch', 'v1.0.0', upstream, original], { stdio: 'ignore' })
  rmSync(join(original, '.git'), { recursive: true })
  git(original, 'init', '--quiet', '--initial-branch=main')
  commit(original, 'Import')
  rmSync(join(original, 'environments/production'), { recursive: true })
  rmSync(join(original, '.github/workflows/ci.yml'))
  write(original, 'base/own/ours.ts', 'ours\n')
  write(original, 'base/index.ts', lines('ours', 'a', 'b', 'c', 'd', 'e', 'f'))
  write(original, 'base/renamed.ts', lines('ours', 2, 3, 4, 5, 6, 7, 8, 9))
  write(original, 'environments/us-1/environment.yaml', 'cluster: us-1\n')
  write(original, 'environments/layers/eu/patches/ours.yaml', 'ours\n')
  write(original, 'environments/policy.yaml', 'patches: [ours]\n')
  write(original, 'environments/upstream.yaml', origin('v1.0.0'))
  write(original, '.github/CODEOWNERS', '* @ours\n')
  write(original, 'terraform/main.tf', 'ours\n')
  commit(original, 'Adopt')
}

const commandLine = (args: readonly string[]): readonly string[] => [
  // As the npm script starts it.
  '--import',
  join(root, 'packages/cli/compile-cache.mjs'),
  join(root, 'scripts/upgrade.ts'),
  ...args,
  ...['--upstream', upstream, '--root', team],
]

const upgrade = (...args: readonly string[]) => upgradeWith({}, ...args)

function upgradeWith(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, commandLine(args), {
    encoding: 'utf8',
    env: { ...withoutNx(), ...env },
  })
  return { status, stdout, stderr }
}

const options = { from: undefined, done: undefined, pin: false, 'conflict-markers': false, 'dry-run': false }

/** What an upgrade without a process of its own reports. It changes nothing. */
async function refusal(version: string): Promise<string> {
  const upgraded = { root: team, version, recorded: readOrigin(team), options }
  const failed = withUpstream(team, upstream, () => performUpgrade(upgraded, () => {}))
  const { findings } = await failed.then(
    () => new Failure([]),
    (error: Failure) => error,
  )
  expect(changes()).toBe('')
  expect(git(team, 'for-each-ref', 'refs/thanos-gitops/fetched')).toBe('')
  return findingsText(findings)
}

describe('npm run upgrade', { timeout: 120_000 }, () => {
  it('goes three versions forward, and changes nothing of the team', () => {
    for (const version of ['v1.1.0', 'v1.2.0', 'v1.3.0']) {
      const { status, stdout, stderr } = upgrade(version, '--done', 'v1.2.0')
      expect(stderr).toBe('')
      expect(stdout).toMatch(/thanos-gitops render\nthanos-gitops diff --base HEAD\n/)
      expect(status).toBe(0)
      commit(team, version)
    }
    expect(read('base/index.ts')).toBe(lines('ours', 'a', 'b', 'C', 'd', 'e', 'f', 'g'))
    expect(read('base/other.ts')).toBe(lines('ours', 2, 3, 4, 5, 6, 7, 8, 9))
    expect(read('README.md')).toBe(lines(1, 2, 3, 4, 5, 6))
    expect(read('environments/README.md')).toBe('page 2\n')
    expect(read('packages/added.ts')).toBe('new\n')
    expect(read('package.json')).toContain('1.3.0')
    expect(read('environments/upstream.yaml')).toBe(origin('v1.3.0'))
    expect(read('base/own/index.ts')).toBe('export const own = []\n')
    for (const gone of ['packages/removed.ts', 'environments/production', '.github/workflows/ci.yml'])
      expect(existsSync(join(team, gone)), gone).toBe(false)
    const changed = git(team, 'diff', '--name-only', 'HEAD~3', '--', 'environments', 'base/own', '.github', 'terraform')
    expect(changed.trim().split('\n')).toEqual([
      'base/own/index.ts',
      'environments/README.md',
      'environments/upstream.yaml',
    ])
    expect(git(team, 'remote') + git(team, 'tag')).toBe('')
  })

  it('prints in a dry run what it would do, and what it leaves to the team', () => {
    const { stdout, status } = upgrade('v1.3.0', '--dry-run', '--done', '1.2.0')
    const [from, to] = ['refs/thanos-gitops/v1.0.0', 'refs/thanos-gitops/v1.3.0']
    for (const line of [
      'would change base/index.ts',
      'would remove packages/removed.ts',
      'would add base/own/index.ts',
      'stays removed, as in this repository: .github/workflows/ci.yml',
      `yours, and so not changed: environments/policy.yaml. What thanos-gitops changed: git diff ${from} ${to} -- environments/policy.yaml`,
      'v1.0.0 → v1.3.0: 10 files, 0 conflicts',
    ])
      expect(stdout.split('\n')).toContain(line)
    expect(status).toBe(0)
    expect(changes()).toBe('')
    expect(git(team, 'diff', from, to, '--', 'environments/policy.yaml')).toContain('+patches: [changed]')
  })

  it('refuses a version with a manual step until it is carried out', () => {
    const { status, stderr } = upgrade('v1.3.0')
    expect(stderr).toMatch(
      /^packages\/CHANGELOG\.md:9 {2}upgrade-manual-step\n {2}1\.2\.0 needs a manual step: Rename it\./,
    )
    expect(stderr).toContain('npm run upgrade -- v1.3.0 --done v1.2.0')
    expect(status).toBe(2)
    expect(changes()).toBe('')
  })

  it('lists files with conflicts and changes nothing, or writes the markers of git', async () => {
    write(team, 'README.md', lines(1, 2, 3, 4, 5, 'ours'))
    write(team, 'packages/removed.ts', 'ours\n')
    write(team, 'packages/added.ts', 'ours\n')
    commit(team, 'Change the product')
    const refused = await refusal('v1.2.0')
    for (const line of [
      '3 files changed here and in thanos-gitops. Nothing was changed.',
      'README.md: changed in the same lines by both',
      'packages/added.ts: added by both',
      'packages/removed.ts: changed here, removed or renamed by thanos-gitops',
    ])
      expect(refused).toContain(line)
    const { status, stdout } = upgrade('v1.2.0', '--conflict-markers')
    expect(stdout).toContain('Resolve the conflicts, and git add each file:\n     README.md')
    expect(status).toBe(1)
    expect(read('README.md')).toMatch(
      /<<<<<<< thanos-gitops\/fetched\/this-repository\nours\n=======\n6\n>>>>>>> .*v1\.2\.0/,
    )
    expect(git(team, 'diff', '--name-only').trim()).toContain('README.md')
    expect(git(team, 'diff', '--name-only', '--cached')).toContain('base/other.ts')
  })

  it('finds the version from the history or the first commit if none is recorded', async () => {
    rmSync(join(team, 'environments/upstream.yaml'))
    commit(team, 'Forget')
    const found = () => withUpstream(team, upstream, () => stepOf(team, 'v1.2.0', undefined, {}))
    expect(await found()).toMatchObject({ from: { name: 'v1.0.0' }, to: { name: 'v1.2.0' } })
    write(team, 'scripts/a.ts', 'ours\n')
    git(team, 'checkout', '--quiet', '--orphan', 'other')
    commit(team, 'Import')
    expect(await refusal('v1.2.0')).toContain('--from VERSION. The nearest is v1.0.0: 4 files of it differ here.')
    git(team, 'fetch', '--quiet', upstream, 'v1.1.0')
    git(team, 'checkout', '--quiet', 'FETCH_HEAD')
    expect(await found()).toMatchObject({ from: { name: 'v1.1.0' } })
  })

  it('pins environments to the last commit with --pin', () => {
    write(team, 'environments/eu-1/environment.yaml', 'cluster: eu-1\nsource: v7\n')
    commit(team, 'Pin')
    const head = git(team, 'rev-parse', 'HEAD').trim()
    expect(upgrade('v1.1.0', '--pin')).toMatchObject({ status: 0 })
    expect(read('environments/us-1/environment.yaml')).toMatch(new RegExp(`^cluster: us-1\n# .*\nsource: "${head}"\n$`))
    expect(read('environments/eu-1/environment.yaml')).toBe('cluster: eu-1\nsource: v7\n')
  })

  it('leaves the merged files if an environment does not render with them', () => {
    const { status, stdout } = upgradeWith({ BROKEN: 'yes' }, 'v1.2.0')
    expect(stdout).toContain('1. npx thanos-gitops render, until all environments render.')
    expect(status).toBe(1)
    expect(read('packages/added.ts')).toBe('new\n')
  })

  it('restores all files after a signal', async () => {
    const running = spawn(process.execPath, commandLine(['v1.2.0']), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...withoutNx(), SLOW: 'yes' },
      detached: true,
    })
    let printed = ''
    for (const stream of [running.stdout, running.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk))
    await vi.waitUntil(() => printed.includes('thanos-gitops render'), { timeout: 60_000 })
    expect(changes()).not.toBe('')
    // As a terminal does: to all processes.
    process.kill(-running.pid!, 'SIGINT')
    const [code] = (await once(running, 'close')) as [number]
    expect(printed).toContain('The upgrade was interrupted. All files are as before.')
    expect(code).toBe(2)
    expect(changes()).toBe('')
  })

  it.each([
    ['v1.0.0', 'The repository has version v1.0.0 already.'],
    ['v1.4.0', 'thanos-gitops has no version v1.4.0.\n  Did you mean v1.'],
    ['main', 'thanos-gitops has no version main.'],
    ['-x', '"-x" is not a version.'],
  ])('refuses %s', async (version, words) => expect(await refusal(version)).toContain(words))

  it('refuses a version that is older, and one that upstream lacks, with its line', async () => {
    write(team, 'environments/upstream.yaml', origin('v1.3.0'))
    commit(team, 'Later')
    expect(await refusal('v1.1.0')).toContain('v1.1.0 is older than v1.3.0, which the repository has.')
    write(team, 'environments/upstream.yaml', origin('v1.3.1'))
    commit(team, 'Unknown')
    expect(await refusal('v1.3.0')).toMatch(/upstream\.yaml:3:10 [^]* no version v1\.3\.1\./)
  })

  it('refuses an upstream that cannot be read, and one that is not known', async () => {
    const unread = withUpstream(team, join(folder, 'none'), () => Promise.resolve())
    await expect(unread).rejects.toThrow(`git cannot read ${join(folder, 'none')}.`)
    const unknown = [join(root, 'scripts/upgrade.ts'), 'v1.1.0', '--root', team]
    const { stderr } = spawnSync(process.execPath, unknown, { encoding: 'utf8' })
    expect(stderr).toContain('environments/upstream.yaml does not record the repository of thanos-gitops.')
  })

  it('refuses a tree with changes', () => {
    write(team, 'README.md', 'mine')
    expect(upgrade('v1.1.0').stderr).toContain('The working tree has 1 change that is not committed.')
    expect(read('README.md')).toBe('mine')
  })
})

// A copy of thanos-gitops has files of its own.
describe.skipIf(isAdopted(root))('each file of thanos-gitops', () => {
  it('has an owner', () => {
    const files = git(root, 'ls-files', '-z').split('\0')
    expect(files.filter((file) => file !== '' && ownershipOf(file) === undefined)).toEqual([])
  })
})
