// Checks that compare all environments of a repository.
import { baseSource, commandTimeout, environmentSource, repositoryOf } from '@thanos-gitops/testing'
import { compactor, objstoreOf } from '@thanos-gitops/testing/compactor'
import { afterEach, describe, expect, it } from 'vitest'

const objstore = objstoreOf('type: S3\nconfig:\n  bucket: blocks\n  endpoint: s3.example.com\n')
const { restore, run, write } = repositoryOf({
  'base/index.ts': baseSource('web', [compactor, objstore]),
  'environments/blue/environment.yaml': environmentSource('blue'),
  'environments/green/environment.yaml': environmentSource('green'),
})
afterEach(() => restore())

const name = 'environments-compact-distinct-buckets'
const exception = (until: string): string =>
  `exceptions: [{check: ${name}, object: ConfigMap/web, reason: The bucket moves., until: ${until}}]\n`

describe('check', { timeout: commandTimeout }, () => {
  it('compares all environments, and names the places of both', () => {
    const { status, stdout } = run('check')
    expect(status).toBe(1)
    expect(stdout.match(new RegExp(name, 'g'))).toHaveLength(1)
    expect(stdout).toMatch(/the compactors of blue and green both use the bucket blocks \(blue: base\/index\.ts:\d+\)/)
  })

  it('compares one environment with all others, whichever is checked', () => {
    for (const environment of ['blue', 'green']) {
      const { status, stdout } = run('check', environment, '--only', name)
      expect(status).toBe(1)
      expect(stdout.match(new RegExp(name, 'g'))).toHaveLength(1)
      expect(stdout).toMatch(/the compactors of blue and green both use the bucket blocks/)
    }
  })

  it('compares a checked environment only, and not the others with each other', () => {
    write('environments/red/environment.yaml', environmentSource('red'))
    const { stdout } = run('check', 'blue', '--only', name)
    expect(stdout).toContain('of blue and green')
    expect(stdout).toContain('of blue and red')
    expect(stdout).not.toContain('of green and red')
  })

  it('checks one environment also where another one does not render', () => {
    write('environments/green/environment.yaml', 'cluster: green\n')
    const { status, stderr } = run('check', 'blue', '--only', name)
    expect(status).toBe(0)
    expect(stderr).toContain('Not compared with green, because it does not render.')
  })

  it('compares no environments with --alone', () => {
    expect(run('check', 'green', '--alone').stdout).not.toContain(name)
    expect(run('check', 'blue', 'green', '--alone', '--only', name).status).toBe(0)
    expect(run('check', '--alone', '--across').status).toBe(2)
  })

  it('runs only these checks with --across, and takes no environments then', () => {
    const { status, stdout } = run('check', '--across')
    expect(status).toBe(1)
    expect(stdout).toContain('blue, green: 4 objects, 1 error\n')
    expect(run('check', 'green', '--across').status).toBe(2)
  })

  it('applies an exception of the later environment, which is not unused when that environment is checked alone', () => {
    write('environments/green/exceptions.yaml', exception('2999-01-01'))
    expect(run('check', '--across').stdout).toContain('no findings, 1 excepted')
    expect(run('check', 'green').stdout).not.toContain('exception-unused')
    expect(run('check', 'green', '--alone').stdout).not.toContain('exception-unused')
    expect(run('check', 'blue', '--only', name).stdout).toContain('no findings, 1 excepted')
    write('environments/blue/exceptions.yaml', exception('2999-01-01'))
    expect(run('check', '--across').stdout).toContain('exception-unused')
  })
})
