import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { componentSuggestions, environmentSuggestions, objectSuggestions } from './suggestions.ts'

const root = temporaryFolder()
writeFile(root, 'base/components/web.ts', '')
writeFile(root, 'base/components/web.test.ts', '')
writeFile(root, 'base/components/database.ts', '')
writeFile(root, 'base/own/index.ts', '')
writeFile(root, 'base/own/pushgateway.ts', '')
writeFile(root, 'environments/policy.yaml', '')
writeFile(root, 'environments/blue/environment.yaml', '')
const manifest = (kind: string, name: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  annotations:\n    name: other\n  name: ${name}\n  namespace: shop\nspec:\n  name: third\n`
writeFile(root, 'environments/blue/manifests/web.service.yaml', manifest('Service', 'web'))
writeFile(root, 'environments/blue/manifests/database.statefulset.yaml', manifest('StatefulSet', '"database"'))
writeFile(root, 'environments/blue/manifests/broken.yaml', 'kind: [\n')
writeFile(root, 'environments/blue/manifests/notes.md', 'kind: Note\n')

describe('suggestions', () => {
  it('are the folders of environments/', () => expect(environmentSuggestions(root)).toEqual(['blue']))

  it('are the objects of the committed manifests', () =>
    expect(objectSuggestions(root, 'blue')).toEqual(['StatefulSet/database', 'Service/web']))

  it('are the components of the base', () =>
    expect(componentSuggestions(root)).toEqual(['database', 'pushgateway', 'web']))

  it('are empty if nothing exists', () => {
    expect(objectSuggestions(root, 'bleu')).toEqual([])
    expect(objectSuggestions(root, undefined)).toEqual([])
    expect(environmentSuggestions('/nowhere')).toEqual([])
    expect(componentSuggestions('/nowhere')).toEqual([])
  })
})
