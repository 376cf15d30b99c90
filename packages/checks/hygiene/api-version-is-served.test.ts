import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { apiVersionIsServed } from './api-version-is-served.ts'

const problems = (apiVersion: string, kind: string, kubernetesVersion: string) =>
  problemsIn(apiVersionIsServed, `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}`, { kubernetesVersion })

describe('api-version-is-served', () => {
  it.each([
    ['extensions/v1beta1', 'Ingress', '1.36', 'Ingress of extensions/v1beta1 is gone since Kubernetes 1.22.'],
    [
      'policy/v1beta1',
      'PodDisruptionBudget',
      '1.25',
      'PodDisruptionBudget of policy/v1beta1 is gone since Kubernetes 1.25.',
    ],
    [
      'policy/v1beta1',
      'PodDisruptionBudget',
      '1.24',
      'PodDisruptionBudget of policy/v1beta1 is deprecated since Kubernetes 1.21.',
    ],
    ['v1', 'Endpoints', '1.33', 'Endpoints of v1 is deprecated since Kubernetes 1.33.'],
  ])('reports %s %s with Kubernetes %s', (apiVersion, kind, version, message) =>
    expect(problems(apiVersion, kind, version)).toEqual([`1: ${kind}/a: ${message}`]),
  )

  it.each([
    ['policy/v1', 'PodDisruptionBudget', '1.36'],
    ['policy/v1beta1', 'PodDisruptionBudget', '1.20'],
    ['v1', 'Endpoints', '1.32'],
  ])('is content with %s %s and Kubernetes %s', (apiVersion, kind, version) =>
    expect(problems(apiVersion, kind, version)).toEqual([]),
  )
})
