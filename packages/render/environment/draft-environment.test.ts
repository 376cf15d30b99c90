import { readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { exampleBase, exampleSettings } from '../testing/small-stack.ts'
import { draftEnvironment } from './draft-environment.ts'

const draft = (settings: string) =>
  draftEnvironment('blue', readYaml('environment.yaml', settings) as YamlFile, exampleBase)

it('has the settings that can be read beside one with a problem', () => {
  const settings = exampleSettings.replace('delivery: flux', 'delivery: fluks')
  expect(draft(`${settings}queryFrontend: {verticalShards: 4}\n`)).toMatchObject({
    namespace: 'kube-monitor',
    queryFrontend: { verticalShards: '4' },
  })
  expect(draft(settings)).not.toHaveProperty('queryFrontend')
})

it('is an environment without the file, or with one of another form', () => {
  expect(draftEnvironment('blue', undefined, exampleBase)).toMatchObject({ name: 'blue', components: ['rule'] })
  expect(draft('[]\n')).toMatchObject({ name: 'blue' })
})
