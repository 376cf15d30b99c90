import type { Environment } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { Check } from '../engine/check.ts'
import { problemsIn } from '../engine/testing.ts'
import { checks } from '../registry.ts'
import { type Example, exampleOf } from './example.ts'

const environment: Environment = {
  name: 'production',
  cluster: 'production',
  kubernetesVersion: '1.36',
  namespace: 'monitoring',
  clusterDomain: 'cluster.local',
  delivery: 'flux',
  objectStorage: 'rook',
  objectStorageSettings: {},
  components: [],
  images: [],
}

const examples = checks.flatMap((check): [string, Check, Example][] => {
  const example = exampleOf(check.name)
  return example === undefined ? [] : [[check.name, check, example]]
})

describe.each(examples)('the example of %s', (_, check, { broken, fixed, isEnvironment }) => {
  const options = isEnvironment ? { environment } : {}

  it('has a problem that the check finds', () => expect(problemsIn(check, broken, options)).not.toEqual([]))

  it('has no problem in its fixed version', () => expect(problemsIn(check, fixed, options)).toEqual([]))
})
