import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { beforeAll, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
beforeAll(() => shop.commitRendered('render'), commandTimeout)

function explain(...args: readonly string[]): { status: number | null; text: string } {
  const { status, output } = shop.run('explain', ...args)
  return { status, text: output.trim() }
}

const withoutPlaces = (text: string): string => text.replaceAll(/:\d+:\d+ +/g, ':LINE ')

describe('explain', { timeout: commandTimeout }, () => {
  it('prints the history of a field, newest first', () => {
    const { status, text } = explain('blue', 'StatefulSet/database', '/spec/replicas')
    expect(status).toBe(0)
    expect(withoutPlaces(text)).toBe(`StatefulSet/database /spec/replicas
  3  environments/blue/patches/replicas.yaml:LINE patch  replace
  2  base/components/database.ts:LINE base`)
  })

  it.each([
    [
      'an argument by its flag',
      'StatefulSet/database',
      '/spec/template/spec/containers/[name=database]/args/[--http-grace-period]',
      /base\/shared\.ts:\d+:\d+ +base +used at base\/components\/database\.ts/,
    ],
    [
      'a setting',
      'StatefulSet/database',
      '/metadata/namespace',
      /environment\.yaml:\d+:\d+ +setting +namespace\n +\{namespace\} +base\/components\/database\.ts/,
    ],
    [
      'an image',
      'StatefulSet/database',
      '/spec/template/spec/containers/0/image',
      /environment\.yaml:\d+:\d+ +image[^]+registry\.example\.com\/shop\/database:v1\.4\.0 .*base\/shared\.ts:4/,
    ],
    [
      'a content hash',
      'StatefulSet/database',
      '/spec/template/metadata/annotations/checksum~1database',
      /renderer +content hash of ConfigMap\/database/,
    ],
    [
      'a field of a document',
      'ConfigMap/database',
      '/data/database.yaml/clients/[name=web]/name',
      /web +base\/components\/database\.ts/,
    ],
    [
      'a quantity in its canonical form',
      'StatefulSet/database',
      '/spec/template/spec/containers/0/resources/requests/cpu',
      /renderer +cpu in its canonical form\n +2000m +.*patch/,
    ],
  ])('prints the origin of %s', (_, object, pointer, expected) => {
    expect(explain('blue', object, pointer).text).toMatch(expected)
  })

  it('prints which patch removed a field', () => {
    expect(explain('tiny', 'StatefulSet/database', '/spec/volumeClaimTemplates/0/spec/storageClassName').text).toMatch(
      /\(removed\) .*storage\.yaml:\d+:\d+ +patch/,
    )
  })

  it('prints a whole manifest with the origin of each line, also as JSON', () => {
    expect(explain('blue', 'Service/database').text.split('\n')[0]).toMatch(
      /^base +base\/components\/database\.ts:\d+:\d+ +│ +apiVersion: v1$/,
    )
    const { lines } = JSON.parse(explain('blue', 'Service/database', '--json').text) as {
      lines: { origins: unknown[] }[]
    }
    expect(lines.length).toBeGreaterThan(10)
    expect(lines.every(({ origins }) => origins.length > 0)).toBe(true)
  })

  it('explains a line of a rendered file', () => {
    expect(explain('environments/blue/manifests/database.service.yaml:2').text).toContain('Service/database /kind')
  })

  it.each([
    [['blue', 'StatefulSet/databse'], 'Did you mean StatefulSet/database?'],
    [['blue', 'Deployment/database'], 'Did you mean StatefulSet/database?'],
    [['blue', 'StatefulSet/database', '/spec/replica'], 'Did you mean /spec/replicas?'],
    [['blue', 'StatefulSet/database', 'spec.replicas'], 'is not a JSON Pointer'],
    [['bleu', 'StatefulSet/database'], 'Did you mean blue?'],
    [['blue'], 'explain takes'],
    [['environments/blue/manifests/database.service.yaml'], 'needs a line of'],
    [['environments/blue/manifests/database.service.yaml:999'], 'lines.'],
    [
      ['environments/blue/manifests/databse.service.yaml:1'],
      'Did you mean environments/blue/manifests/database.service.yaml?',
    ],
    [['README.md:3'], 'is not a rendered manifest'],
  ])('refuses %j with: %s', (args, expected) => {
    const { status, text } = explain(...args)
    expect(text).toContain(expected)
    expect(status).toBe(2)
  })

  it('refuses a line of a file that was edited by hand, and prints how to fix it', () => {
    appendFileSync(join(shop.root, 'environments/green/manifests/database.service.yaml'), '# by hand\n')
    const { status, text } = explain('environments/green/manifests/database.service.yaml:3')
    expect(status).toBe(2)
    expect(text).toContain('Run: npx nx render green')
  })
})
