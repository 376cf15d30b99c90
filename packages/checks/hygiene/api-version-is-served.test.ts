import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { apiVersionIsServed } from './api-version-is-served.ts'

const problems = (apiVersion: string, kind: string, kubernetesVersion: string) =>
  problemsIn(apiVersionIsServed, `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}`, { kubernetesVersion })

describe('api-version-is-served', () => {
  it.each([
    ['extensions/v1beta1', 'Ingress', '1.36', 'Kubernetes 1.22 removed Ingress from extensions/v1beta1.'],
    [
      'policy/v1beta1',
      'PodDisruptionBudget',
      '1.25',
      'Kubernetes 1.25 removed PodDisruptionBudget from policy/v1beta1.',
    ],
    [
      'policy/v1beta1',
      'PodDisruptionBudget',
      '1.24',
      'Kubernetes 1.21 deprecated PodDisruptionBudget of policy/v1beta1.',
    ],
    ['v1', 'Endpoints', '1.33', 'Kubernetes 1.33 deprecated Endpoints of v1.'],
  ])('reports %s %s with Kubernetes %s', (apiVersion, kind, version, message) =>
    expect(problems(apiVersion, kind, version)).toEqual([`1: ${kind}/a: ${message}`]),
  )

  it.each([
    ['policy/v1', 'PodDisruptionBudget', '1.36'],
    ['policy/v1beta1', 'PodDisruptionBudget', '1.20'],
    ['v1', 'Endpoints', '1.32'],
  ])('accepts %s %s with Kubernetes %s', (apiVersion, kind, version) =>
    expect(problems(apiVersion, kind, version)).toEqual([]),
  )
})
