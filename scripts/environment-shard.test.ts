import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'
import { environmentShard } from './environment-shard.ts'

const write = (root: string, name: string, more = ''): void =>
  writeFile(root, `environments/${name}/environment.yaml`, `cluster: ${name}\n${more}`)

const plain = temporaryFolder()
const ringed = temporaryFolder()
for (const name of ['e', 'a', 'c', 'b', 'd', 'layers']) write(plain, name)
for (const [name, ring] of Object.entries({ a: 'wide', b: 'canary', c: 'early', d: '"wide" # since May', e: 'early' }))
  write(ringed, name, `ring: ${ring}\n`)
writeFile(
  ringed,
  'environments/rings.yaml',
  'apiVersion: thanos-gitops/v1\nkind: Rings\nrings:\n  - name: canary\n  - name: early\n  - {name: wide, maximum: 2}\n',
)

it.each([
  ['1/2', ['a', 'b']],
  ['2/2', ['c', 'd', 'e']],
  ['1/1', ['a', 'b', 'c', 'd', 'e']],
  ['1/7', []],
])('%s is a part of the environments in the order of their names', (option, environments) =>
  expect(environmentShard(plain, option)).toMatchObject({ environments, rings: [] }),
)

it('puts each environment into one shard', () => {
  for (const count of [1, 2, 3, 4, 5, 9]) {
    const shards = Array.from({ length: count }, (_, index) => environmentShard(plain, `${index + 1}/${count}`))
    expect(shards.flatMap(({ environments }) => environments)).toEqual(['a', 'b', 'c', 'd', 'e'])
  }
})

it.each([
  ['1/2', ['b', 'c'], ['canary', 'early']],
  ['2/2', ['e', 'a', 'd'], ['early', 'wide']],
])('%s contains the environments of neighboring rings', (option, environments, rings) =>
  expect(environmentShard(ringed, option)).toMatchObject({ environments, rings }),
)

it.each(['', '0/2', '3/2', '1', '1/0', '1/2/3', 'canary'])('refuses %j', (option) =>
  expect(() => environmentShard(plain, option)).toThrow('is not a shard'),
)
