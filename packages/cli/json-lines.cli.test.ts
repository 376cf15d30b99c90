import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

const repository = fixtureRepository()
afterEach(() => repository.restore())

/** The lines of `render --json-lines`, and its exit code. */
function render(...names: readonly string[]) {
  const { status, stdout } = repository.run('render', '--json-lines', ...names)
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { environment?: string; exitCode: number; output: string })
  return { status, lines }
}

// Nx renders many environments in one process with it: each must have the result that a render of it alone would have.
describe('render --json-lines', { timeout: commandTimeout }, () => {
  it('prints for each environment what a render prints', () => {
    const { status, lines } = render('green', 'blue')
    expect(status).toBe(0)
    expect(lines).toEqual(
      ['blue', 'green'].map((environment) => ({
        environment,
        exitCode: 0,
        output: expect.stringMatching(new RegExp(`^${environment}: \\d+ manifests, \\d+ written\n$`)),
      })),
    )
  })

  it('writes the others when one has a problem, and prints the problem in its line', () => {
    repository.write('environments/blue/patches/wrong.yaml', 'patch: [\n')
    const { status, lines } = render('blue', 'green')
    expect(status).toBe(2)
    expect(lines.map(({ environment, exitCode }) => [environment, exitCode])).toEqual([
      ['blue', 2],
      ['green', 0],
    ])
    expect(lines[0]!.output).toContain('environments/blue/patches/wrong.yaml:')
  })

  it('prints a problem of all environments once', () => {
    repository.write('environments/delivery.yaml', 'repository: 1\n')
    const { status, lines } = render('blue', 'green')
    expect(status).toBe(2)
    expect(lines.map(({ exitCode }) => exitCode)).toEqual([2, 2])
    expect(lines[0]!.output).toContain('environments/delivery.yaml:1')
    expect(lines[1]!.output).toBe('See the problem in the output of blue.\n')
  })

  it('prints what belongs to all environments in a line without a name', () => {
    repository.write('environments/layers/unused/patches/web.yaml', '')
    const { status, lines } = render()
    expect(status).toBe(2)
    const [common] = lines.filter(({ environment }) => environment === undefined)
    expect(common).toMatchObject({ exitCode: 2, output: expect.stringContaining('layer-unused') })
  })

  it('shows no credential', () => {
    const secret = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`
    repository.write(
      'environments/blue/patches/secret.yaml',
      `- target: {kind: Deployment, name: web}\n  patch: [{op: add, path: /metadata/annotations, value: {a: "${secret}"}}]\n`,
    )
    const { lines } = render('blue')
    expect(lines[0]).toMatchObject({ exitCode: 2, output: expect.stringContaining('no-literal-credentials') })
    expect(JSON.stringify(lines)).not.toContain(secret)
  })
})

describe('--json-lines', { timeout: commandTimeout }, () => {
  beforeAll(() => repository.commitRendered('Render'), commandTimeout)

  const wrong = '- target: {kind: Deployment, name: web}\n  patch: [{op: replace, path: /spec/replicas, value: many}]\n'

  it.each([['check', '--alone'], ['validate'], ['diff', '--base=HEAD']])(
    'prints for each environment what %s with its name prints',
    (command, ...options) => {
      repository.write('environments/blue/patches/wrong.yaml', wrong)
      const { stdout, status } = repository.run(command, ...options, '--json-lines', 'blue', 'green')
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      const alone = repository.run(command, ...options, 'blue')
      expect(lines).toEqual([
        { environment: 'blue', exitCode: alone.status, output: alone.stdout + alone.stderr },
        { environment: 'green', exitCode: 0, output: expect.stringContaining('green') },
      ])
      expect(status).toBe(alone.status)
    },
  )
})
