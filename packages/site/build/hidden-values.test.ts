import { writeYaml } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { SiteLine } from '../model.ts'
import { shownLines } from './hidden-values.ts'

type KubernetesObject = Parameters<typeof shownLines>[0]

const textOf = (object: object, lines: readonly Omit<SiteLine, 'origins'>[]): string =>
  shownLines(
    object as KubernetesObject,
    lines.map((line) => ({ ...line, origins: [] })),
  )
    .map(({ text }) => text)
    .join('\n')

describe('shownLines', () => {
  it('hides each value of a Secret, also one of several lines', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a' },
      data: { 'tls.key': 'c2VjcmV0' },
      stringData: { config: 'one\ntwo\n' },
    }
    expect(
      textOf(secret, [
        { text: 'kind: Secret', pointer: '/kind' },
        { text: 'data:', pointer: '/data' },
        { text: '  tls.key: c2VjcmV0', pointer: '/data/tls.key' },
        { text: 'stringData:', pointer: '/stringData' },
        { text: '  config: |', pointer: '/stringData/config' },
        { text: '    one', pointer: '/stringData/config', textLine: 0 },
        { text: '    two', pointer: '/stringData/config', textLine: 1 },
      ]),
    ).toBe('kind: Secret\ndata:\n  tls.key: (masked)\nstringData:\n  config: |\n    (masked)\n    (masked)')
  })

  it('hides a credential in a document of a ConfigMap, and nothing around it', () => {
    const document = 'remote_write:\n- url: https://a\n  basic_auth: {username: u, password: hunter2hunter2}\n'
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a.yaml': document } }
    const lines = writeYaml(object).trimEnd().split('\n')
    const first = lines.findIndex((line) => line.includes('remote_write'))
    const text = textOf(
      object,
      lines.map((line, index) =>
        index < first
          ? { text: line, pointer: line.includes('a.yaml') ? '/data/a.yaml' : '' }
          : {
              text: line,
              pointer: '/data/a.yaml/remote_write',
              document: { pointer: '/data/a.yaml', textLine: index - first },
            },
      ),
    )
    expect(text).not.toContain('hunter2')
    expect(text).toContain('url: https://a')
    expect(text).toContain('password: (masked)')
  })

  it('returns other objects as they are', () => {
    const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }
    expect(textOf(object, [{ text: '  name: a', pointer: '/metadata/name' }])).toBe('  name: a')
  })
})
