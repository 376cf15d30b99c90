import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { baseSource, checkout, commandTimeout, environmentSource, git } from '@thanos-gitops/testing'
import { compactor, objstoreOf } from '@thanos-gitops/testing/compactor'
import { recordFiles } from '@thanos-gitops/workspace/record-file'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundleState } from './read.mjs'
import { run } from './testing.ts'

const root = checkout()

const write = (file: string, content: string): void => writeFileSync(join(root, file), content)
const replaceIn = (file: string, from: string, to: string): void => {
  const content = readFileSync(join(root, file), 'utf8')
  expect(content).toContain(from)
  write(file, content.replace(from, to))
}
const restore = (): void => {
  git(root, 'checkout', '--quiet', '--force', '.')
  git(root, 'clean', '--quiet', '--force', 'environments')
}

/** What a run prints, with its exit code. */
const check = (args: readonly string[], env: NodeJS.ProcessEnv = {}): readonly unknown[] => {
  const { status, stdout, stderr } = run(root, 'check', args, env)
  return [status, stdout, stderr]
}
/** In a pipeline, each environment is checked. */
const checkAll = (args: readonly string[]): readonly unknown[] => check(args, { CI: 'true' })

type Records = readonly (readonly [
  key: string,
  subjects: readonly { name: string; objects: number; excepted: number }[],
])[]
const records = recordFiles<Records>(root, 'checked')
const several = '.several'
const folder = 'node_modules/.cache/thanos-gitops/checked'

/** Makes visible that a record is used: no check excepts 77 findings. */
const mark = (name: string): void => {
  const found = records.read(name)
  expect(found).toBeDefined()
  records.write(
    name,
    found!.map(([key, subjects]) => [key, subjects.map((one) => ({ ...one, excepted: 77 }))]),
  )
}

describe('check with records of earlier runs', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    // The first run writes no bundle, the second one does.
    for (let count = 0; count < 2; count++) expect(run(root, 'check').stderr).toBe('')
    expect(bundleState(root, 'check')).toBe('current')
  }, commandTimeout)
  beforeEach(() => rmSync(join(root, folder), { recursive: true, force: true }))
  afterEach(restore)

  const patches = 'environments/blue/patches/replicas.yaml'
  const exceptions = 'environments/blue/exceptions.yaml'
  it.each<[title: string, args: readonly string[], change: () => void]>([
    ['nothing', [], () => {}],
    ['nothing, as JSON', ['--format', 'json'], () => {}],
    ['nothing, one environment', ['green'], () => {}],
    ['other options', ['--alone', '--format', 'sarif'], () => {}],
    ['a comment in a patch', ['--format', 'junit'], () => replaceIn(patches, 'replicas', 'replicas # a comment')],
    ['a patch that is invalid', [], () => replaceIn(patches, 'replicas', 'replica')],
    [
      'a patch with a finding',
      ['--format', 'github'],
      () =>
        write(
          'environments/blue/patches/more.yaml',
          '- target: {kind: Deployment, name: web}\n  patch:\n    - {op: replace, path: /spec/template/spec/containers/0/image, value: "registry.example.com/shop/web:latest"}\n',
        ),
    ],
    [
      'an exception without an effect',
      ['--fail-on', 'warning'],
      () =>
        write(exceptions, 'exceptions: [{check: secret-exists, object: Deployment/x, reason: r, until: 2999-01-01}]\n'),
    ],
    ['an exception with a syntax error', [], () => write(exceptions, 'exceptions: [\n')],
    ['a damaged record', [], () => write(`${folder}/${several}`, 'x'.repeat(100))],
    ['a record of another version', [], () => records.write(several, 'x' as never)],
  ])('prints what it prints without them, after a change of %s', (_title, args, change) => {
    check([])
    change()
    const before = checkAll(args)
    expect(check(args)).toEqual(before)
    expect(check(args)).toEqual(before)
  })

  it('uses the record of a run, but not in a pipeline and not with other options', () => {
    check([])
    mark(several)
    expect(check([])[1]).toMatch(/excepted/)
    expect(checkAll([])[1]).not.toContain('77')
    expect(check([])[1]).toContain(String(3 * 77))
    expect(check(['--no-verdicts'])[1]).not.toContain(String(3 * 77))
  })

  it('uses the records of the environments that have not changed', () => {
    check([])
    for (const name of ['blue', 'green', 'tiny']) mark(name)
    replaceIn(patches, 'replicas', 'replicas # a comment')
    expect(check([])[1]).toContain(String(2 * 77))
  })
})

describe('checks that compare environments', { timeout: commandTimeout }, () => {
  const only = ['--only', 'environments-compact-distinct-buckets']
  const objstore = objstoreOf({ type: 'S3', config: { bucket: 'blocks', endpoint: 's3.example.com' } })
  const names = ['blue', 'green', 'tiny']
  const useBucket = (environment: string, bucket: string): void =>
    write(
      `environments/${environment}/patches/bucket.yaml`,
      `- target: {kind: ConfigMap, name: web}\n  patch:\n    - {op: replace, path: /data/objstore.yaml/config/bucket, value: ${bucket}}\n`,
    )
  beforeAll(() => {
    restore()
    write('base/index.ts', baseSource('web', [compactor, objstore]))
    for (const name of names) {
      rmSync(join(root, `environments/${name}/patches`), { recursive: true })
      mkdirSync(join(root, `environments/${name}/patches`))
      rmSync(join(root, `environments/${name}/exceptions.yaml`))
      write(`environments/${name}/environment.yaml`, environmentSource(name))
      useBucket(name, `blocks-of-${name}`)
    }
    rmSync(join(root, 'environments/policy.yaml'))
  })

  it('do not use the record of an environment that has not changed, but has a problem with one that has', () => {
    expect(check(only)).toEqual(checkAll(only))
    for (const name of names) mark(name)
    useBucket('blue', 'other-blocks')
    // Without a problem, the others have their records.
    expect(check(only)[1]).toContain(String(2 * 77))
    useBucket('blue', 'blocks-of-tiny')
    const [status, stdout] = check(only)
    expect(status).toBe(1)
    expect(stdout).toMatch(/blue and tiny both use the bucket blocks-of-tiny/)
    expect(check(['blue', ...only])).toEqual(checkAll(['blue', ...only]))
    expect(check(['tiny', ...only])).toEqual(checkAll(['tiny', ...only]))
  })
})
