import { describe, expect, it } from 'vitest'
import { outputPath } from './compare-folder.ts'
import { manifestFileName } from './file-name.ts'

const nameOf = (name: string, kind = 'Service', namespace?: string): string | undefined =>
  manifestFileName({ apiVersion: 'v1', kind, metadata: { name, ...(namespace ? { namespace } : {}) } }, 'monitoring')

describe('manifestFileName', () => {
  it('is the name and the kind, and a namespace that is not that of the environment', () => {
    expect(nameOf('web')).toBe('web.service.yaml')
    expect(nameOf('web', 'Service', 'monitoring')).toBe('web.service.yaml')
    expect(nameOf('web', 'Service', 'other')).toBe('web.service.other.yaml')
    expect(nameOf('system:web', 'ClusterRole')).toBe('system:web.clusterrole.yaml')
  })

  it('puts a Namespace before all objects of the folder', () => {
    const files = [
      nameOf('alertmanager', 'ConfigMap'),
      nameOf('1st', 'ConfigMap'),
      nameOf('System', 'ClusterRole'),
      nameOf('zoo', 'Namespace'),
      nameOf('zoo', 'Service'),
    ]
    expect(files.toSorted()[0]).toBe('00-zoo.namespace.yaml')
  })

  it.each([
    ['../../../../x', 'Service', 'x'],
    ['/etc/x', 'Service', 'x'],
    ['.hidden', 'Service', 'x'],
    ['-rf', 'Service', 'x'],
    ['a b', 'Service', 'x'],
    ['a\nb', 'Service', 'x'],
    ['a\\b', 'Service', 'x'],
    ['a'.repeat(250), 'Service', 'x'],
    ['web', '../X', 'x'],
    ['web', 'Service', '../x'],
  ])('is undefined for an object that could leave the folder: %j %j %j', (name, kind, namespace) => {
    expect(nameOf(name, kind, namespace)).toBeUndefined()
  })
})

describe('outputPath', () => {
  it.each(['a.yaml', 'delivery/flux/a.yaml', 'delivery/argo-cd/a.yaml'])('accepts %s', (file) => {
    expect(outputPath(file)).toMatch(/^(manifests|delivery)\//)
  })

  it.each([
    '../a.yaml',
    'x/a.yaml',
    'delivery/a.yaml',
    'delivery/flux/../../a.yaml',
    'delivery/flux/b/a.yaml',
    '..',
    'a.sh',
  ])('refuses %s', (file) =>
    expect(() => outputPath(file)).toThrow(`${JSON.stringify(file)} is outside of the output folders`),
  )
})
