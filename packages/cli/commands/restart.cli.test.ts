import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
beforeAll(() => shop.commitRendered('render'), commandTimeout)
beforeEach(() => shop.restore())

const patches = 'environments/blue/patches/restarts.yaml'
const at = ['--at', '2026-11-26T17:00:00+02:00'] as const

describe('restart', { timeout: commandTimeout }, () => {
  it('writes the patch, renders, and prints the effect and the next steps', () => {
    const { status, output } = shop.run('restart', 'blue', 'database', 'web', '--reason', 'new keys', ...at)
    expect(output).toContain('blue: ')
    expect(output).toContain('2 written')
    expect(output).toMatch(
      /restart {4}StatefulSet\/database\n {2}Restart requested: new keys\. Its 3 pods restart: database-2, database-1, database-0/,
    )
    expect(output).toContain('npm run status -- blue --context blue')
    expect(status).toBe(0)
    for (const manifest of ['database.statefulset', 'web.deployment'])
      expect(shop.read(`environments/blue/manifests/${manifest}.yaml`)).toContain(
        'thanos-gitops/restarted-at: "2026-11-26T15:00:00Z"',
      )
    expect(shop.run('render', 'blue', '--check')).toMatchObject({ status: 0 })
    const diff = JSON.parse(shop.run('diff', 'blue', '--format', 'json').stdout) as {
      objects: { name: string; class: string; why: string }[]
    }
    expect(diff.objects.map(({ name, class: one }) => `${name} ${one}`)).toEqual(['web restart', 'database restart'])
    for (const { why } of diff.objects) expect(why).toContain('Restart requested: new keys.')
  })

  it('replaces the time in a second call, and changes nothing for the same time', () => {
    shop.run('restart', 'blue', 'database', ...at)
    expect(shop.run('restart', 'blue', 'database', ...at)).toMatchObject({
      status: 0,
      output: 'blue: nothing to change\n',
    })
    shop.run('restart', 'blue', 'database', '--at', '2026-11-27T00:00:00Z')
    expect(shop.read(patches).match(/value: .*/g)).toEqual(['value: "2026-11-27T00:00:00Z"'])
  })

  it('writes nothing with --dry-run', () => {
    const { status, output } = shop.run('restart', 'blue', '--all', '--dry-run')
    expect(output).toContain('StatefulSet/database')
    expect(output).not.toContain('Next:')
    expect(status).toBe(0)
    expect(shop.git('status', '--porcelain')).toBe('')
  })

  it.each([
    [['blue'], 'takes at least one workload'],
    [['blue', 'web', '--all'], 'not both'],
    [['bleu', 'web'], 'blue'],
    [['blue', 'wbe'], 'Did you mean web?'],
    [['blue', 'Service/web'], 'Service/web of blue has no pods.'],
    [['blue', 'web', '--at', 'yesterday'], 'RFC 3339'],
    [['blue', 'web', '--at', '2026-13-01T00:00:00Z'], 'RFC 3339'],
    [['blue', 'web', '--reason', ' '], '--reason takes one line'],
  ])('refuses %j with: %s', (args, expected) => {
    const { status, output } = shop.run('restart', ...args)
    expect(output).toContain(expected)
    expect(status).toBe(2)
    expect(shop.git('status', '--porcelain')).toBe('')
  })

  it('reports that the policy does not permit it, and the rule to add', () => {
    shop.replace('environments/policy.yaml', /.*restart(?:ed-at|-reason)\n/g, '')
    shop.replace('environments/policy.yaml', /\n {2}- path:\n$/, '\n')
    const { status, output } = shop.run('restart', 'blue', 'web')
    expect(output).toContain('restart-refused')
    expect(output).toContain('- path: /spec/template/metadata/annotations')
    expect(status).toBe(2)
  })
})
