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
})
