import { describe, expect, it } from 'vitest'
import { relevantObjects } from './relevant-objects.ts'
import { configMap } from './testing/objects.ts'

const object = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'a' } })
const namespace = object('v1', 'Namespace')

describe('relevantObjects', () => {
  it('leaves out objects that have no influence on others', () =>
    expect(relevantObjects([configMap('a'), namespace])).toEqual([namespace]))

  it('returns all objects if a policy can have one of them as its parameter', () => {
    const binding = object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding')
    expect(relevantObjects([configMap('a'), namespace, binding])).toEqual([configMap('a'), namespace, binding])
  })
})
