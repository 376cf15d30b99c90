import { commandTimeout, runCommand, temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'

// Not a repository.
const folder = temporaryFolder()
const run = (...args: readonly string[]) => runCommand(folder, args)
// In an empty cache there is no native program, whose limit is eight times as high.
const cache = temporaryFolder()
const runModule = (...args: readonly string[]) => runCommand(folder, args, { env: { THANOS_GITOPS_CACHE: cache } })

/** More values than the module judges. */
const objectsWith = (value: string): string => {
  const data = Array.from({ length: 1000 }, (_, index) => `  k${index}: ${value}\n`).join('')
  const objects = Array.from(
    { length: 51 },
    (_, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a-${index}}\ndata:\n${data}`,
  )
  return objects.join('---\n')
}
writeFile(folder, 'many.yaml', objectsWith('a'))
writeFile(folder, 'changed.yaml', objectsWith('a').replaceAll('k0: a', 'k0: b'))
writeFile(
  folder,
  'refused.yaml',
  'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {minAvailable: 1, maxUnavailable: 1}\n',
)

const limit = /51 objects \(\d+ values\) need a verdict of the API server, but the .* judges at most \d+ values/

describe("more objects than the API server's code judges in one call", { timeout: commandTimeout }, () => {
  it('are refused by validate, with the option that lifts the limit', () => {
    const { status, stdout, stderr } = runModule('validate', './many.yaml')
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(limit)
    expect(stderr).toContain('--all-verdicts')
  })

  it('are checked without verdicts, which a note reports', () => {
    const { status, stderr } = runModule('check', './many.yaml')
    expect(status).toBe(0)
    expect(stderr).toMatch(limit)
  })

  it('are compared without verdicts, which is an error with any classes', () => {
    const { status, stdout } = runModule(
      'diff',
      './many.yaml',
      './changed.yaml',
      '--fail-on',
      'outage',
      '--format',
      'json',
    )
    expect(status).toBe(1)
    const { findings, objects } = JSON.parse(stdout) as { findings: unknown[]; objects: unknown[] }
    expect(findings).toMatchObject([{ code: 'api-server-limit', message: expect.stringMatching(limit) as string }])
    expect(objects).toHaveLength(51)
  })

  it('have no effect on fewer objects, which need no option', () => {
    expect(run('validate', './refused.yaml').stdout).toContain('api-server-refuses')
    expect(run('validate', './refused.yaml', '--all-verdicts').stdout).toContain('api-server-refuses')
    expect(run('check', './refused.yaml').stdout).toContain('api-server-refuses')
    expect(run('check', './refused.yaml', '--no-verdicts').stdout).not.toContain('api-server-refuses')
  })
})
