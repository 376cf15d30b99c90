// Rules for all workflows, and runs of the shell scripts in those that can write.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { moduleToolchain } from '@thanos-gitops/programs/wasm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { pinnedPrograms } from './pinned-programs.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly 'working-directory'?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}
interface Job {
  readonly 'runs-on': string
  readonly if?: string
  readonly needs?: unknown
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly strategy?: unknown
  readonly steps: readonly Step[]
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const root = resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const files = globSync('.github/workflows/*.yml', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
const jobs = files.flatMap((file) =>
  Object.entries((parse(read(file)) as Workflow).jobs).map(([name, job]) => ({ title: `${file} ${name}`, file, job })),
)
const steps = jobs.flatMap(({ title, job }) => job.steps.map((step) => ({ title, step })))

describe('the workflows', () => {
  it.each(files)('%s has no write permission for all jobs', (file) => {
    const { permissions } = parse(read(file)) as Workflow
    expect(Object.values(permissions).filter((access) => access !== 'read')).toEqual([])
  })

  it.each(jobs)('$title runs on a pinned version of a runner and has a time limit', ({ job }) => {
    expect(JSON.stringify([job['runs-on'], job.strategy])).not.toMatch(/latest/)
    expect(job['timeout-minutes']).toBeGreaterThan(0)
  })

  it.each(files)('%s pins each action by digest, with its version', (file) => {
    for (const [line] of read(file).matchAll(/^.*\buses: .*$/gm))
      expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('keep no credentials in a checkout', () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'))
    expect(checkouts.length).toBeGreaterThan(4)
    for (const { step } of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false })
  })

  it('install exact versions of Go and Node.js', () => {
    const versions = steps.flatMap(({ step }) => step.with?.['go-version'] ?? [])
    expect(new Set(versions).size).toBe(1)
    expect(versions[0]).toMatch(/^\d+\.\d+\.\d+$/)
    expect(pinnedPrograms.go.version).toBe(versions[0])
    expect(moduleToolchain).toBe(`go${versions[0]}`)
    expect(read('.devcontainer/Dockerfile')).toContain(`\nFROM golang:${versions[0]}-bookworm@`)
    const nodes = steps.filter(({ step }) => step.uses?.startsWith('actions/setup-node@'))
    for (const { step } of nodes)
      expect(step.with?.['node-version-file'] ?? step.with?.['node-version']).toMatch(
        /^((trusted\/)?\.nvmrc|\$\{\{ matrix.node \}\})$/,
      )
    for (const [, version] of read('.github/workflows/ci.yml').matchAll(/\bnode: \[?([\w.]+)/g))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('put no value of an event into a shell script', () => {
    for (const { step } of steps) expect(step.run ?? '').not.toMatch(/\$\{\{/)
  })

  it('run no code of a pull request in a job that can write', () => {
    const writing = jobs.filter(({ job }) => Object.values(job.permissions ?? {}).includes('write'))
    expect(writing.map(({ title }) => title)).toEqual([
      '.github/workflows/promote.yml open',
      '.github/workflows/pull-request-comment.yml comment',
      '.github/workflows/release.yml publish',
      '.github/workflows/render.yml commit',
      '.github/workflows/site.yml publish',
    ])
    for (const { job } of writing)
      for (const { run = '' } of job.steps)
        if (run !== 'node trusted/scripts/post-comment/main.ts')
          expect(run).not.toMatch(/(^|[|&;(]|\$\()\s*(npm|npx|node|go|make|bash|sh|\.\/|pull-request\/)\b/m)
  })

  it('run a program in a job that can write only from the default branch', () => {
    // Without `ref`, the checkout of a workflow_run is the default branch.
    const checkouts = jobs
      .filter(({ job }) => job.steps.some(({ run = '' }) => run.startsWith('node trusted/')))
      .map(({ job }) =>
        job.steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout@')).map((step) => step.with),
      )
    expect(checkouts).toEqual([
      [{ path: 'trusted', 'sparse-checkout': 'scripts/post-comment', 'persist-credentials': false }],
    ])
  })
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflows-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const hasShell = ['bash', 'jq'].every((program) => spawnSync(program, ['--version']).error === undefined)

interface ShellResult {
  readonly status: number | null
  readonly stdout: string
}

/** Runs a step as GitHub does, with a `gh` that is a shell script. */
function runStep(run: string, gh: string, env: Readonly<Record<string, string>>): ShellResult {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'gh'), `#!/bin/sh\n${gh}`, { mode: 0o755 })
  writeFileSync(join(folder, 'step.sh'), run)
  const PATH = [bin, process.env.PATH].join(delimiter)
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', 'step.sh'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, PATH, GITHUB_OUTPUT: join(folder, 'output') },
  })
}

describe.skipIf(!hasShell)('the step of render.yml that authorizes', () => {
  const { run } = jobs.find(({ title }) => title.endsWith('render.yml authorize'))!.job.steps[0]!
  const commit = 'a'.repeat(40)

  function authorize({
    permission = 'write',
    fork = 'owner/repository',
    pushed = commit,
    at = '2026-01-01T10:00:00Z',
  }): ShellResult {
    const pull = { head: { ref: 'topic', sha: commit, repo: { full_name: fork } } }
    const answers = { permission: { permission }, pull, activity: [{ after: pushed, timestamp: at }] }
    for (const [name, answer] of Object.entries(answers))
      writeFileSync(join(folder, `answer-${name}.json`), JSON.stringify(answer))
    const gh = `case "$*" in
      "api repos/owner/repository/collaborators/author/permission --jq .permission") jq -r .permission answer-permission.json ;;
      "api repos/owner/repository/pulls/7") cat answer-pull.json ;;
      *"repos/owner/repository/activity -f ref=refs/heads/topic"*)
        for last; do :; done
        jq -r "$last" answer-activity.json ;;
      *) exit 1 ;;
    esac\n`
    return runStep(run!, gh, {
      REPOSITORY: 'owner/repository',
      NUMBER: '7',
      AUTHOR: 'author',
      COMMENTED: '2026-01-01T11:00:00Z',
    })
  }

  it.each(['admin', 'write'])('chooses the commit if the author has the permission %s', (permission) => {
    expect(authorize({ permission })).toMatchObject({ status: 0, stdout: '' })
    expect(readFileSync(join(folder, 'output'), 'utf8')).toBe(`branch=topic\ncommit=${commit}\n`)
  })

  it.each([
    ['read', '::error::/render needs write permission, and author has: read\n'],
    ['none', '::error::/render needs write permission, and author has: none\n'],
  ])('refuses an author with the permission %s', (permission, stdout) =>
    expect(authorize({ permission })).toMatchObject({ status: 1, stdout }),
  )

  it.each([
    ['after the comment', { at: '2026-01-01T11:00:01Z' }],
    ['in the second of the comment', { at: '2026-01-01T11:00:00Z' }],
    ['of another commit', { pushed: 'b'.repeat(40) }],
  ])('refuses a branch with a push %s', (_, push) =>
    expect(authorize(push)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^::error::topic changed/) }),
  )

  it('refuses a branch in a fork', () =>
    expect(authorize({ fork: 'fork/repository' })).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('The branch is in a fork'),
    }))
})

describe('pull-request-comment.yml', () => {
  const { job } = jobs.find(({ title }) => title.endsWith('pull-request-comment.yml comment'))!

  it('states that a comment is about a fork, and what is not verified', () => {
    const { env } = job.steps.find((step) => step.run?.includes('post-comment'))!
    expect(env!.NOTE).toMatch(
      /^\$\{\{ github\.event\.workflow_run\.head_repository\.full_name != github\.repository && '<strong>From a fork:.* Nothing here verifies .*' \|\| '' \}\}$/,
    )
    expect(env).toMatchObject({ HOST: 'github', COMMENT: 'pull-request/comment.md' })
  })

  it('never downloads an artifact that a fork computed', () => {
    const fork = jobs.find(({ title }) => title.endsWith('pull-request-comment.yml fork'))!.job
    expect(fork.if).toContain('github.event.workflow_run.head_repository.full_name != github.repository')
    expect(fork.permissions).toEqual({ contents: 'read' })
    expect(job.needs).toBe('fork')
    // If the job `fork` fails, this job does not run.
    expect(job.if).toMatch(/^!failure\(\) && !cancelled\(\) &&/)
    const download = job.steps.find((step) => step.uses?.startsWith('actions/download-artifact@'))!
    expect(download.with).toMatchObject({
      name: "${{ needs.fork.result == 'success' && 'fork' || 'pull-request' }}",
      'run-id': "${{ needs.fork.result == 'success' && github.run_id || github.event.workflow_run.id }}",
    })
  })

  it('runs programs of the default branch alone for a fork', () => {
    const fork = jobs.find(({ title }) => title.endsWith('pull-request-comment.yml fork'))!.job
    const scripts = fork.steps.filter((step) => step.run !== undefined)
    expect(scripts.map((step) => [step.run!.split(' ')[0], step['working-directory']])).toEqual([
      ['npm', 'trusted'],
      ['git', undefined],
      ['node', 'head'],
    ])
    expect(scripts[2]!.run).toMatch(/^node \.\.\/trusted\/scripts\/compare-fork\.ts \.\.\/before \. /)
  })
})

describe.skipIf(!hasShell)('the step of promote.yml that opens pull requests', () => {
  const { run } = jobs.find(({ title }) => title.endsWith('promote.yml open'))!.job.steps.at(-1)!
  const branch = 'promote/wide/v1.5.0'
  const git = (...args: readonly string[]): string =>
    spawnSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).stdout
  const patchOf = (file: string): string =>
    `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-source: v1.4.0\n+source: v1.5.0\n`

  /** @param gh whether GitHub accepts the pull request */
  function open(gh: 'true' | 'false', name = branch, more = ''): ShellResult {
    const file = 'environments/eu/environment.yaml'
    if (!existsSync(join(folder, '.git'))) {
      for (const path of [file, 'base/index.ts']) {
        mkdirSync(join(folder, path, '..'), { recursive: true })
        writeFileSync(join(folder, path), 'source: v1.4.0\n')
      }
      writeFileSync(join(folder, '.gitignore'), '/bin\n/origin.git\n/promotions\n/step.sh\n/calls\n')
      git('init', '--quiet', '--initial-branch=main')
      git('add', '--all')
      git('commit', '--quiet', '--message=first')
      git('init', '--quiet', '--bare', 'origin.git')
      git('remote', 'add', 'origin', join(folder, 'origin.git'))
      git('push', '--quiet', 'origin', 'main')
    }
    const promotion = join(folder, 'promotions/1')
    mkdirSync(promotion, { recursive: true })
    const files = { branch: name, title: 'wide: v1.5.0', 'body.md': 'Moves.', 'changes.patch': patchOf(file) + more }
    for (const [path, content] of Object.entries(files)) writeFileSync(join(promotion, path), content)
    const calls = `[ "$1" = auth ] && exit 0\nfor argument; do echo "$argument"; done >> calls\n${gh}\n`
    const COMMIT = git('rev-parse', 'main').trim()
    return runStep(run!, calls, { RUNNER_TEMP: folder, REPOSITORY: 'owner/clusters', BASE: 'main', COMMIT })
  }

  const remoteBranches = (): string => git('ls-remote', '--heads', 'origin', 'refs/heads/promote/*')

  it('pushes one commit and opens the pull request', () => {
    expect(open('true').status).toBe(0)
    expect(git('log', '--format=%an %s', `main..origin/${branch}`)).toBe('github-actions[bot] wide: v1.5.0\n')
    expect(git('diff', '--name-only', 'main', `origin/${branch}`)).toBe('environments/eu/environment.yaml\n')
    expect(readFileSync(join(folder, 'calls'), 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['repos/owner/clusters/pulls', 'title=wide: v1.5.0', `head=${branch}`, 'base=main']),
    )
  })

  it('pushes nothing to a branch that exists', () => {
    open('true')
    const before = remoteBranches()
    expect(open('true').status).not.toBe(0)
    expect(remoteBranches()).toBe(before)
  })

  it('leaves no branch behind if the pull request is refused', () => {
    expect(open('false').status).toBe(1)
    expect(remoteBranches()).toBe('')
  })

  it('applies no change outside of environments, and pushes to no other branch', () => {
    expect(open('true', branch, patchOf('base/index.ts')).status).toBe(0)
    expect(git('diff', '--name-only', 'main', `origin/${branch}`)).toBe('environments/eu/environment.yaml\n')
    expect(open('true', 'main')).toMatchObject({ status: 1, stdout: expect.stringContaining('::error::main is not') })
  })
})

describe.skipIf(!hasShell)('the steps of release.yml', () => {
  const stepWith = (name: string, words: string): Step =>
    jobs.find(({ title }) => title.endsWith(`release.yml ${name}`))!.job.steps.find(({ run }) => run?.includes(words))!

  it('publish the notes of the tag, which must exist', () => {
    const { run, env } = stepWith('publish', 'gh release')
    expect(Object.keys(env!)).toEqual(['GH_TOKEN', 'REPOSITORY', 'TAG'])
    const published = runStep(run!, 'echo "$@"\n', { REPOSITORY: 'owner/repository', TAG: 'v1.5.0' })
    expect(published).toMatchObject({
      status: 0,
      stdout: 'release create v1.5.0 --repo owner/repository --verify-tag --title v1.5.0 --notes-file notes.md\n',
    })
  })

  it('take the notes from the script', () => {
    const { run } = stepWith('notes', 'release:notes')
    expect(run).toContain('npm run --silent release:notes -- "$TAG" > notes.md')
  })

  it('publish nothing in a copy of thanos-gitops, which has tags for pins', () => {
    const { run } = stepWith('notes', 'upstream.yaml')
    expect(runStep(run!, '', {}).status).toBe(0)
    expect(readFileSync(join(folder, 'output'), 'utf8')).toBe('publish=true\n')
    mkdirSync(join(folder, 'environments'))
    writeFileSync(join(folder, 'environments/upstream.yaml'), '')
    runStep(run!, '', {})
    expect(readFileSync(join(folder, 'output'), 'utf8')).toBe('publish=true\npublish=false\n')
    const { job } = jobs.find(({ title }) => title.endsWith('release.yml publish'))!
    expect(job.if).toBe("needs.notes.outputs.publish == 'true'")
  })
})
