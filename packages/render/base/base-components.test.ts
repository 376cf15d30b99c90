import { defineComponent } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { componentFiles } from './base-components.ts'

it('the file of a component of a team is in base/own', () => {
  const fileOf = componentFiles({
    required: [defineComponent('store', [])],
    optional: [],
    own: [defineComponent('exporter', [])],
    imported: [defineComponent('our-store', [])],
    objectStorage: {},
  })
  expect(['store', 'exporter', 'our-store'].map(fileOf)).toEqual([
    'base/components/store.ts',
    'base/own/exporter.ts',
    'base/own/our-store.ts',
  ])
})
