import { describe, expect, it } from 'vitest'
import type { ManagedFields } from '../kubectl.ts'
import { handOver, managedFieldsPatch } from './hand-over.ts'
import { applyingTool, isController } from './managers.ts'

const entry = (manager: string, field: string, more: Partial<ManagedFields> = {}): ManagedFields => ({
  manager,
  operation: 'Apply',
  apiVersion: 'apps/v1',
  time: '2026-11-01T10:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': { [`f:${field}`]: {} } },
  ...more,
})
const controllerManager = entry('kube-controller-manager', 'status', { operation: 'Update', subresource: 'status' })

describe('handOver', () => {
  it.each(['thanos-gitops', 'kubectl', 'kubectl-client-side-apply', 'before-first-apply', 'kustomize-controller'])(
    'gives the fields of %s to the tool',
    (manager) => {
      const fields = [entry('argocd-controller', 'replicas'), controllerManager, entry(manager, 'paused')]
      expect(handOver(fields, 'argo-cd', 'apps/v1')).toEqual({
        from: [manager],
        managedFields: [
          controllerManager,
          { ...fields[0], fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } } },
        ],
      })
    },
  )

  it('renames an entry if the tool has none, also one of an update', () =>
    expect(
      handOver([entry('kubectl-edit', 'paused', { operation: 'Update' })], 'flux', 'apps/v1')?.managedFields,
    ).toEqual([entry('kustomize-controller', 'paused')]))

  it('joins the updates of the tool itself', () =>
    expect(
      handOver(
        [entry('argocd-controller', 'a'), entry('argocd-controller', 'b', { operation: 'Update' })],
        'argo-cd',
        'apps/v1',
      )?.managedFields,
    ).toEqual([entry('argocd-controller', 'a', { fieldsV1: { 'f:spec': { 'f:a': {}, 'f:b': {} } } })]))

  it.each([
    ['of controllers', [controllerManager, entry('rook', 'a', { operation: 'Update' })]],
    ['of the tool', [entry('argocd-controller', 'a')]],
    ['that were scaled', [entry('kubectl', 'replicas', { operation: 'Update', subresource: 'scale' })]],
    // Their paths may not exist in the version that the tool applies.
    [
      'of another API version',
      [entry('argocd-controller', 'a'), entry('kubectl', 'b', { apiVersion: 'apps/v1beta1' })],
    ],
    ['that do not exist', []],
  ])('leaves fields %s', (_what, fields) => expect(handOver(fields, 'argo-cd', 'apps/v1')).toBeUndefined())
})

it('a patch of managed fields names the version of the object', () =>
  expect(JSON.parse(managedFieldsPatch([], '42'))).toContainEqual({
    op: 'replace',
    path: '/metadata/resourceVersion',
    value: '42',
  }))

it('the tool that applied last owns an object', () => {
  const flux = entry('kustomize-controller', 'a', { time: '2026-11-02T10:00:00Z' })
  expect(applyingTool([flux, entry('argocd-controller', 'a')])).toBe('flux')
  expect(applyingTool([entry('argocd-controller', 'a', { operation: 'Update' })])).toBeUndefined()
  expect(applyingTool(undefined)).toBeUndefined()
})

it.each([
  ['kube-controller-manager', true],
  ['horizontal-pod-autoscaler', true],
  ['argocd-application-controller', true],
  ['rook', true],
  ['external-secrets-operator', true],
  ['argocd-controller', false],
  ['kustomize-controller', false],
  ['argocd-server', false],
  ['kubectl-edit', false],
  ['thanos-gitops', false],
  ['node-fetch', false],
])('%s: a controller: %s', (manager, expected) => expect(isController(manager)).toBe(expected))
