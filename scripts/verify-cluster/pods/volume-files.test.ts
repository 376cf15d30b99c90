import { expect, it } from 'vitest'
import { filesOf } from './volume-files.ts'

const contents = {
  configMaps: new Map([['web', { 'web.yaml': 'tls: {}', other: 'x' }]]),
  secrets: new Map([['tls', { 'tls.crt': 'certificate', 'tls.key': 'key' }]]),
}

it('filesOf returns each key of a ConfigMap', () =>
  expect([...filesOf({ name: 'a', configMap: { name: 'web' } }, contents)]).toEqual([
    ['web.yaml', 'tls: {}'],
    ['other', 'x'],
  ]))

it('filesOf returns the selected keys of a Secret at their paths', () =>
  expect([
    ...filesOf({ name: 'a', secret: { secretName: 'tls', items: [{ key: 'tls.crt', path: 'a.crt' }] } }, contents),
  ]).toEqual([['a.crt', 'certificate']]))

it('filesOf returns the files of all sources of a projected volume', () =>
  expect([
    ...filesOf(
      { name: 'a', projected: { sources: [{ secret: { name: 'tls' } }, { configMap: { name: 'web' } }] } },
      contents,
    ).keys(),
  ]).toEqual(['tls.crt', 'tls.key', 'web.yaml', 'other']))

it('filesOf returns nothing for an empty volume', () => expect(filesOf({ name: 'data' }, contents).size).toBe(0))

it.each([
  ['a Secret', { name: 'a', secret: { secretName: 'missing' } }, /Secret of the volume a does not exist: missing/],
  [
    'a key',
    { name: 'a', configMap: { name: 'web', items: [{ key: 'b', path: 'b' }] } },
    /ConfigMap of the volume a has no key b: web/,
  ],
])('filesOf throws if %s does not exist', (_, volume, message) =>
  expect(() => filesOf(volume, contents)).toThrow(message),
)
