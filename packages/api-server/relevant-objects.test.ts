import { describe, expect, it } from 'vitest'
import { relevantObjects } from './relevant-objects.ts'
import { configMap } from './testing/objects.ts'

const object = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'a' } })
const namespace = object('v1', 'Namespace')

describe('relevantObjects', () => {
  it('leaves out objects that have no influence on others', () =>
    expect(relevantObjects([configMap('a'), namespace])).toEqual([namespace]))

  it.each([
    object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'),
    object('v1', 'ResourceQuota'),
  ])('returns all objects if one of them is a $kind', (needing) =>
    expect(relevantObjects([configMap('a'), namespace, needing])).toEqual([configMap('a'), namespace, needing]),
  )
})
