import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { copyRepository } from '../../../scripts/tests/clone.ts'

const clone = mkdtempSync(join(tmpdir(), 'explain-'))
copyRepository(clone)
afterAll(() => rmSync(clone, { recursive: true }))

function explain(...args: readonly string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(clone, 'packages/cli/bin.mjs'), 'explain', ...args],
    { cwd: clone, encoding: 'utf8' },
  )
  return { status, text: `${stdout}${stderr}`.trim() }
}

describe('explain', { timeout: 60_000 }, () => {
  it('tells the history of a field, newest first', () => {
    const { status, text } = explain('production', 'StatefulSet/thanos-store', '/spec/replicas')
    expect(status).toBe(0)
    expect(text.replaceAll(/:\d+:\d+ +/g, ':LINE ')).toBe(`StatefulSet/thanos-store /spec/replicas
  3  environments/production/patches/replicas.yaml:LINE patch  replace
  2  base/components/thanos-store.ts:LINE base`)
  })

  it.each([
    [
      'an argument by its flag',
      'StatefulSet/thanos-store',
      '/spec/template/spec/containers/[name=thanos-store]/args/[--http-grace-period]',
      /base\/thanos\.ts:\d+:\d+ +base +used at base\/components\/thanos-store\.ts/,
    ],
    [
      'a setting',
      'StatefulSet/thanos-store',
      '/metadata/namespace',
      /environment\.yaml:\d+:\d+ +setting +namespace\n +\{namespace\} +base\/components\/thanos-store\.ts/,
    ],
    [
      'an image',
      'StatefulSet/thanos-store',
      '/spec/template/spec/containers/0/image',
      /environment\.yaml:\d+:\d+ +image[^]+quay\.io.*base\/thanos\.ts:3/,
    ],
    [
      'a content hash',
      'StatefulSet/thanos-rule',
      '/spec/template/metadata/annotations/checksum~1thanos-rule-rules',
      /renderer +content hash of ConfigMap\/thanos-rule-rules/,
    ],
    [
      'a field of a document',
      'ConfigMap/prometheus',
      '/data/prometheus.yaml/global/scrape_interval',
      /30s +base\/components\/prometheus\.ts/,
    ],
    [
      'a quantity in its canonical form',
      'StatefulSet/thanos-store',
      '/spec/template/spec/containers/0/resources/requests/cpu',
      /renderer +cpu in its canonical form\n +2 +.*patch/,
    ],
  ])('tells it of %s', (_, object, pointer, expected) => {
    expect(explain('production', object, pointer).text).toMatch(expected)
  })

  it('tells of a field that a patch took away', () => {
    expect(
      explain('local', 'StatefulSet/thanos-store', '/spec/volumeClaimTemplates/0/spec/storageClassName').text,
    ).toMatch(/\(removed\) .*storage\.yaml:\d+:\d+ +patch/)
  })

  it('shows a whole manifest with the origin of each line, and as JSON', () => {
    expect(explain('production', 'Service/thanos-store').text.split('\n')[0]).toMatch(
      /^base +base\/components\/thanos-store\.ts:\d+:\d+ +│ +apiVersion: v1$/,
    )
    const { lines } = JSON.parse(explain('production', 'Service/thanos-store', '--json').text) as {
      lines: { origins: unknown[] }[]
    }
    expect(lines.every(({ origins }) => origins.length > 0)).toBe(true)
  })

  it('explains a line of a rendered file', () => {
    expect(explain('environments/production/manifests/thanos-store.service.yaml:2').text).toContain(
      'Service/thanos-store /kind',
    )
  })

  it.each([
    [['production', 'StatefulSet/thanos-stor'], 'Did you mean StatefulSet/thanos-store?'],
    [['production', 'Deployment/thanos-store'], 'Did you mean StatefulSet/thanos-store?'],
    [['production', 'StatefulSet/thanos-store', '/spec/replica'], 'Did you mean /spec/replicas?'],
    [['production', 'StatefulSet/thanos-store', 'spec.replicas'], 'is not a JSON Pointer'],
    [['prodution', 'StatefulSet/thanos-store'], 'Did you mean production?'],
    [['production'], 'explain takes'],
    [['environments/production/manifests/thanos-store.service.yaml'], 'needs the line as well'],
    [['environments/production/manifests/thanos-store.service.yaml:999'], 'lines.'],
    [
      ['environments/production/manifests/thanos-stor.service.yaml:1'],
      'Did you mean environments/production/manifests/thanos-store.service.yaml?',
    ],
    [['README.md:3'], 'is no rendered manifest'],
  ])('refuses %j and says: %s', (args, expected) => {
    const { status, text } = explain(...args)
    expect(status).toBe(2)
    expect(text).toContain(expected)
  })

  it('refuses a line of a stale file, and says how to mend it', () => {
    appendFileSync(join(clone, 'environments/staging/manifests/thanos-store.service.yaml'), '# by hand\n')
    const { status, text } = explain('environments/staging/manifests/thanos-store.service.yaml:3')
    expect(status).toBe(2)
    expect(text).toContain('Run: npx nx render staging')
  })
})
