import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sectionOf, stepsOf } from '../readme-steps.ts'
import { cloneRepository, commit, git } from './clone.ts'
import { root } from './repository.ts'
import { runShell, script, succeed, thanosGitops } from './run.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const commands = ['Two commands', 'What else there is']
  .flatMap((heading) => stepsOf(sectionOf(readme, heading)))
  .flatMap((step) => (step.kind === 'run' ? [step.command] : []))

/** scripts/bench/trial.tools.test.ts runs its scenario. */
const isBench = (command: string): boolean => command.startsWith('npm run bench')

/** These install the modules that this test runs on, or run this test. The pipeline runs them. */
const pipelineCommands = ['npm ci', 'npm test']

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))
const patches = join(clone, 'environments/production/patches')

describe('README.md', { timeout: 300_000 }, () => {
  // The environments that its examples name, of which one has a change to promote.
  beforeAll(() => {
    for (const name of ['production', 'staging']) succeed(script(clone, 'new-environment', name))
    const settings = join(clone, 'environments/production/environment.yaml')
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('delivery: argo-cd', 'delivery: both'))
    writeFileSync(join(clone, 'environments/staging/patches/level.yaml'), logLevelPatch)
    succeed(thanosGitops(clone, 'render'))
    commit(clone, 'environments')
  })

  it.each(commands.filter((command) => !isBench(command) && !pipelineCommands.includes(command)))(
    'has a command %s that works and changes no file',
    expectToWork,
  )

  function expectToWork(command: string): void {
    const { status, stdout, stderr } = runShell(clone, command)
    // The exit code of compare is 1, because the two environments differ.
    expect(status, `${stdout}\n${stderr}`).toBe(command.includes(' compare ') ? 1 : 0)
    expect(git(clone, 'status', '--porcelain')).toBe('')
  }

  it.each(pipelineCommands)('has a command %s that the pipeline runs', (command) => {
    expect(commands).toContain(command)
    const pipeline =
      readFileSync(join(root, '.ci/run'), 'utf8') + readFileSync(join(root, 'scripts/test-all.ts'), 'utf8')
    expect(pipeline).toContain(command)
  })

  it('shows a patch that renders', () => {
    const patch = blocks('yaml').find((block) => block.startsWith('- target: {kind: StatefulSet, name: thanos-store}'))!
    expect(renderWith(patch, 'readme.yaml')).toEqual({ status: 0, stderr: '' })
  })

  it('shows the error of a wrong path', () => {
    const shown = blocks('').find((block) => block.includes('patch-path-missing'))!
    const patch =
      '- target: {kind: StatefulSet, name: thanos-store}\n  patch:\n    - op: replace\n      path: /spec/replica\n      value: 3\n'
    expect(renderWith(patch, 'replicas.yaml')).toEqual({ status: 2, stderr: shown })
  })

  it('shows the error of a patch that the policy does not allow, and the lines that allow it', () => {
    const shown = blocks('').find((block) => block.includes('The policy does not allow'))!
    const patch =
      '- target: {kind: StatefulSet, name: prometheus}\n  patch:\n    - op: add\n      path: /spec/template/spec/hostNetwork\n      value: true\n'
    expect(renderWith(patch, 'host.yaml')).toEqual({ status: 2, stderr: shown })
    const policy = join(clone, 'environments/policy.yaml')
    writeFileSync(
      policy,
      readFileSync(policy, 'utf8') + shown.split('\n').slice(-3).join('\n').replaceAll(/^ {2}/gm, ''),
    )
    expect(renderWith(patch, 'host.yaml')).toEqual({ status: 0, stderr: '' })
  })

  it('shows what diff prints for larger volumes', () => {
    const lines = blocks('')
      .find((block) => block.startsWith('~ refused'))!
      .split('\n')
      .filter((line) => line.trim() !== '' && line.trim() !== '…')
    const file = join(patches, 'storage.yaml')
    const before = readFileSync(file, 'utf8')
    writeFileSync(file, before.replace(/(name: thanos-store\}[^]*?value: )30Gi/, '$160Gi'))
    const { status, stdout } = thanosGitops(clone, 'diff', 'production', '--base', 'HEAD')
    writeFileSync(file, before)
    expect(status).toBe(1)
    expect(stdout.split('\n').filter((line) => lines.includes(line))).toEqual(lines)
  })
})

const logLevelPatch = `- target: {kind: Deployment, name: thanos-query}
  patch:
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-query]/args/[--log.level]
      value: --log.level=warn
`

const blocks = (language: string): string[] =>
  [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, of, block]) => (of === language ? block! : []))

/** Renders production of the clone with one patch file more, and restores the clone. */
function renderWith(patch: string, file: string): { status: number | null; stderr: string } {
  writeFileSync(join(patches, file), patch)
  const { status, stderr } = thanosGitops(clone, 'render', 'production')
  git(clone, 'checkout', '--quiet', '.')
  git(clone, 'clean', '--quiet', '--force', 'environments')
  return { status, stderr }
}
