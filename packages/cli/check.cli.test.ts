import { commandTimeout, fixtureRepository, runCommand, temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'

// Not a repository: neither base/ nor environments/.
const folder = temporaryFolder()
writeFile(folder, 'good.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\n')
writeFile(folder, 'bad.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: Bad\n')
writeFile(folder, 'warning.yaml', 'apiVersion: v1\nkind: Endpoints\nmetadata: {name: old}\n')
writeFile(
  folder,
  'exceptions.yaml',
  'exceptions: [{check: api-version-is-served, object: Endpoints/old, reason: r, until: 2999-01-01}]\n',
)
const check = (args: readonly string[], input = '') => runCommand(folder, ['check', ...args], { input })

describe('check', { timeout: commandTimeout }, () => {
  it('reports an empty input as an error, and one without an object', () => {
    const { status, stdout } = check(['-'])
    expect(status).toBe(1)
    expect(stdout).toContain('The standard input is empty.')
    const blank = check(['-'], '\n')
    expect(blank).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('no Kubernetes object') as string,
    })
  })

  it.each([
    [['good.yaml'], 0],
    [['bad.yaml'], 1],
    [['warning.yaml'], 0],
    [['warning.yaml', '--fail-on', 'warning'], 1],
    [['warning.yaml', '--kubernetes', '9.9'], 2],
    [['warning.yaml', '--fail-on', 'warning', '--exceptions', 'exceptions.yaml'], 0],
    [['warning.yaml', '--exceptions', 'nowhere.yaml'], 2],
    [['bad.yaml', '--only', 'image-is-pinned'], 0],
    [['bad.yaml', '--only', 'image-is-pined'], 2],
    [['bad.yaml', '--format', 'xml'], 2],
    [['./nowhere'], 2],
    [['--list'], 0],
  ])('exits with the right code for %j: %i', (args, code) => expect(check(args).status).toBe(code))

  it('prints the line and a caret, outside of a repository', () =>
    expect(check(['bad.yaml']).stdout).toMatchInlineSnapshot(`
      "bad.yaml
        4:9  error  names-follow-conventions
          ConfigMap/Bad: its name is not a valid DNS subdomain.
          4 │   name: Bad
            │         ^^^
          Use at most 253 characters: a-z, 0-9, - and ., with a letter or digit at both ends.

      bad.yaml: 1 object, 1 error
      "
    `))

  it('reads the standard input', () => {
    const { status, stdout } = check(['-'], 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad}\n')
    expect(status).toBe(1)
    expect(stdout).toContain('3 │ metadata: {name: Bad}')
  })

  it.each(['json', 'sarif'])('prints only JSON with --format %s', (format) =>
    expect(() => JSON.parse(check(['bad.yaml', '--format', format]).stdout)).not.toThrow(),
  )
  it('prints XML with --format junit', () => expect(check(['bad.yaml', '--format', 'junit']).stdout).toMatch(/^<\?xml/))
  it('prints workflow commands with --format github', () =>
    expect(check(['bad.yaml', '--format', 'github']).stdout).toMatch(
      /^::error file=bad.yaml,line=4,col=9,title=names-follow-conventions::/,
    ))

  it('prints no warning of Node.js about WebAssembly, in which the code of the API server runs', () =>
    expect(check(['good.yaml']).stderr).toBe(''))

  it('prints colors when FORCE_COLOR is set', () => {
    const { stdout } = runCommand(folder, ['check', 'bad.yaml'], { env: { FORCE_COLOR: '1' } })
    expect(stdout).toContain('\u001b[31merror')
  })
})

describe('check of environments', { timeout: commandTimeout }, () => {
  const shop = fixtureRepository()

  it('finds nothing in environments that keep all promises', () => {
    const { status, stdout } = shop.run('check', '--fail-on', 'warning')
    expect(stdout).toMatch(/^blue, green, tiny: \d+ objects, no findings$/m)
    expect(status).toBe(0)
  })

  it('reports a finding at the line of the patch that causes it', () => {
    shop.remove('environments/policy.yaml')
    shop.write(
      'environments/tiny/patches/service.yaml',
      `- target: {kind: Service, name: web}
  patch:
    - {op: replace, path: /spec/selector, value: {app: other}}
`,
    )
    const { status, stdout } = shop.run('check', 'tiny')
    expect(stdout).toMatch(/^environments\/tiny\/patches\/service\.yaml\n {2}3:\d+ {2}error {2}service-selects-pods$/m)
    expect(status).toBe(1)
  })
})
