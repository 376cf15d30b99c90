import { describe, expect, it } from 'vitest'
import { withListedComponent } from './listed-component.ts'

const empty = `import type { Component } from '@thanos-gitops/manifest'

export const own: readonly Component[] = []

export const imported: readonly Component[] = []
`

const listed = (source: string, ...names: readonly string[]): string =>
  names.reduce((content, name) => withListedComponent(content, name, 'own')!, source)

describe('a component of a team', () => {
  it('is imported in the order of the names, and listed at the end', () => {
    expect(
      listed(empty, 'pushgateway', '3scale', 'blackbox-exporter'),
    ).toBe(`import type { Component } from '@thanos-gitops/manifest'
import _3scale from './3scale.ts'
import blackboxExporter from './blackbox-exporter.ts'
import pushgateway from './pushgateway.ts'

export const own: readonly Component[] = [pushgateway, _3scale, blackboxExporter]

export const imported: readonly Component[] = []
`)
  })

  it('gets a variable that is not a list or a word of the language', () => {
    expect(withListedComponent(empty, 'imported', 'imported')).toContain('imported: readonly Component[] = [_imported]')
    expect(listed(empty, 'import')).toContain("import _import from './import.ts'")
  })

  it('is on a line of its own if the list is long', () => {
    const names = Array.from({ length: 8 }, (_, index) => `component-number-${index}`)
    expect(listed(empty, ...names)).toContain('= [\n  componentNumber0,\n  componentNumber1,\n')
  })

  it('cannot be added to a file without the list', () => {
    expect(withListedComponent('export const own = makeList()\n', 'a', 'own')).toBeUndefined()
  })
})
