import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const program = resolve(import.meta.dirname, 'bin.mjs')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'check '))
  writeFileSync(join(folder, 'good.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\n')
  writeFileSync(join(folder, 'bad.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: Bad\n')
  writeFileSync(join(folder, 'warning.yaml'), 'apiVersion: v1\nkind: Endpoints\nmetadata: {name: old}\n')
  writeFileSync(
    join(folder, 'exceptions.yaml'),
    'exceptions: [{check: names-follow-conventions, object: ConfigMap/Bad, reason: r, until: 2999-01-01}]\n',
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs in a folder that is no repository. */
function check(args: readonly string[], input = ''): { code: number | null; out: string; err: string } {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'check', ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
    env,
  })
  return { code: status, out: stdout, err: stderr }
}

describe('check', () => {
  it.each([
    [['good.yaml'], 0],
    [['bad.yaml'], 1],
    [['warning.yaml'], 0],
    [['warning.yaml', '--fail-on', 'warning'], 1],
    [['warning.yaml', '--kubernetes', '9.9'], 2],
    [['bad.yaml', '--exceptions', 'exceptions.yaml'], 0],
    [['bad.yaml', '--exceptions', 'nowhere.yaml'], 2],
    [['bad.yaml', '--only', 'image-is-pinned'], 0],
    [['bad.yaml', '--only', 'image-is-pined'], 2],
    [['bad.yaml', '--format', 'xml'], 2],
    [['./nowhere'], 2],
    [['--list'], 0],
  ])('%j ends with %i', (args, code) => expect(check(args).code).toBe(code))

  it('shows the line and a caret, outside of any repository', () =>
    expect(check(['bad.yaml']).out).toMatchInlineSnapshot(`
      "bad.yaml
        4:9  error  names-follow-conventions
          ConfigMap/Bad: its name is not made of a-z, 0-9, - and ., with a letter or digit at both ends.
          4 │   name: Bad
            │         ^^^
          Use lower-case letters, digits and -, and stay below the limit.

      bad.yaml: 1 objects, 1 error
      "
    `))

  it('reads the standard input', () => {
    const { code, out } = check(['-'], 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad}\n')
    expect(code).toBe(1)
    expect(out).toContain('3 │ metadata: {name: Bad}')
  })

  it.each(['json', 'sarif'])('--format %s prints nothing but JSON', (format) =>
    expect(() => JSON.parse(check(['bad.yaml', '--format', format]).out)).not.toThrow(),
  )
  it('--format junit prints XML', () => expect(check(['bad.yaml', '--format', 'junit']).out).toMatch(/^<\?xml/))
  it('--format github prints commands', () =>
    expect(check(['bad.yaml', '--format', 'github']).out).toMatch(
      /^::error file=bad.yaml,line=4,col=9,title=names-follow-conventions::/,
    ))

  it('has colours where FORCE_COLOR asks for them', () => {
    const { stdout } = spawnSync(process.execPath, [program, 'check', 'bad.yaml'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, FORCE_COLOR: '1' },
    })
    expect(stdout).toContain('\u001b[31merror')
  })

  it('finds nothing wrong with the environments of this repository', () => {
    const { code, out } = check(['--fail-on', 'warning', '--root', resolve(import.meta.dirname, '../..')])
    expect(out).toMatch(/objects, nothing wrong/)
    expect(code).toBe(0)
  })
}, 60_000)
