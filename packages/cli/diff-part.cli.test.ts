import { join } from 'node:path'
import { commandTimeout, fixtureRepository, temporaryFolder } from '@thanos-gitops/testing'
import { beforeAll, describe, expect, it } from 'vitest'

const repository = fixtureRepository()
const folder = temporaryFolder()
const parts = ['a', 'b'].map((name) => join(folder, `${name}.json`))
const diff = (...args: readonly string[]) => repository.run('diff', '--base', 'HEAD', ...args)
const replicas = `- target: {kind: Deployment, name: web}
  patch: [{op: replace, path: /spec/replicas, value: 7}]
`

describe('the parts of a diff', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    repository.commitRendered('Render')
    repository.write('environments/blue/patches/zz.yaml', replicas)
    repository.write('environments/tiny/patches/zz.yaml', replicas)
    diff('blue', '--write-part', parts[0]!)
    diff('green', 'tiny', '--write-part', parts[1]!)
  }, commandTimeout)

  it.each(['markdown', 'json'])('give the same %s as the diff of all environments', (format) => {
    const whole = diff('--format', format)
    expect(whole.stdout).toContain('tiny')
    expect(diff('--parts', parts.join(), '--format', format)).toEqual(whole)
  })

  it('are refused if an environment is missing', () => {
    const { status, stderr } = diff('--parts', parts[1]!)
    expect(stderr).toContain('No part has the diff of blue.')
    expect(status).toBe(2)
  })
})
