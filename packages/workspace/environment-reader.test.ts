import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { environmentFilesReader } from './environment-reader.ts'

describe('environmentFilesReader', () => {
  it('finds the other environments with the same cluster', () => {
    const root = temporaryFolder()
    writeFile(root, 'environments/blue/environment.yaml', 'cluster: eu-1\n')
    writeFile(root, 'environments/green/environment.yaml', 'namespace: a\n"cluster": "eu-1" # a comment\n')
    writeFile(root, 'environments/red/environment.yaml', 'cluster: eu-2\n')
    writeFile(root, 'environments/broken/environment.yaml', 'cluster: [\n')
    const read = environmentFilesReader(root)
    expect(read('blue')).toMatchObject({ sameCluster: ['green'] })
    expect(read('green')).toMatchObject({ sameCluster: ['blue'] })
    expect(read('red')).not.toHaveProperty('sameCluster')
  })

  it('reads the settings of other environments when they are used, with their layers and values', () => {
    const root = temporaryFolder()
    writeFile(
      root,
      'environments/layers/edge/layer.yaml',
      'apiVersion: thanos-gitops/v1\nkind: Layer\nquery:\n  grpcAddress: {$value: cluster, prefix: query., suffix: ":443"}\n',
    )
    writeFile(root, 'environments/blue/environment.yaml', 'cluster: eu-1\nlayers: [edge]\n')
    writeFile(root, 'environments/red/environment.yaml', 'cluster: eu-2\n')
    writeFile(root, 'environments/broken/environment.yaml', 'cluster: [\n')
    writeFile(root, 'environments/pinned/environment.yaml', 'cluster: eu-3\nsource: v9.9.9\n')
    const files = environmentFilesReader(root)('red')
    const fleet = 'fleet' in files ? files.fleet! : undefined
    expect(fleet?.names()).toEqual(['blue', 'broken', 'pinned', 'red'])
    expect(fleet?.settings('blue')?.value).toMatchObject({ query: { grpcAddress: 'query.eu-1:443' } })
    expect(fleet?.settings('broken')).toBeUndefined()
  })
})
