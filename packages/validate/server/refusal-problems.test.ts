import type { Cause, Verdict } from '@thanos-gitops/api-server'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { refusalProblems as problemsOf } from './refusal-problems.ts'

const resources = { limits: { memory: '1Mi' }, requests: { memory: '2Gi' } }
const object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: '3', template: { spec: { containers: [{ name: 'web', resources }] } } },
} as KubernetesObject

const refusalProblems = (judged: KubernetesObject, answer: Parameters<typeof problemsOf>[1]) =>
  problemsOf(judged, answer, '1.36')

const refused = (causes: readonly Cause[], message = 'Deployment.apps "web" is invalid'): Verdict => ({
  verdict: 'refused',
  reason: 'Invalid',
  message,
  causes,
})
const cause = (field: string, message: string, reason = 'FieldValueInvalid'): Cause => ({ reason, field, message })

describe('refusalProblems', () => {
  it.each<Verdict>([{ verdict: 'accepted' }, { verdict: 'unknown-kind' }])('has none for %j', (verdict) =>
    expect(refusalProblems(object, verdict)).toEqual([]),
  )

  it('has one for each cause, with the words of the server and the fields to look at', () => {
    const field = 'spec.template.spec.containers[0].resources.requests'
    const message = 'Invalid value: "2Gi": must be less than or equal to memory limit of 1Mi'
    const parent = '/spec/template/spec/containers/0/resources'
    expect(
      refusalProblems(
        object,
        refused([cause(field, message), cause('spec.x', 'Required value', 'FieldValueRequired')]),
      ),
    ).toEqual([
      {
        pointer: `${parent}/requests/memory`,
        related: [`${parent}/limits/memory`, `${parent}/requests/memory`],
        finding: {
          code: 'api-server-refuses',
          severity: 'error',
          message: `The API server refuses Deployment/web: ${field}: ${message}`,
          remedy:
            'Raise the limit, or lower the request. Change the patch or the base that sets the field, and render again.',
        },
      },
      {
        pointer: '/spec/x',
        related: [],
        finding: {
          code: 'api-server-refuses',
          severity: 'error',
          message: 'The API server refuses Deployment/web: spec.x: Required value',
          remedy: 'Set the field. Change the patch or the base that sets the field, and render again.',
        },
      },
    ])
  })

  it('reports a cause once that the server reports twice', () => {
    const one = cause('spec.replicas', 'Invalid value: -1')
    expect(refusalProblems(object, refused([one, one]))).toHaveLength(1)
  })

  it('has none for the note that rules of a custom resource were not applied', () => {
    const note = cause(
      '<nil>',
      'Invalid value: null: some validation rules were not checked because the object was invalid',
    )
    expect(refusalProblems(object, refused([cause('spec.x', 'Required value'), note]))).toHaveLength(1)
  })

  it('has the decoding error at its field', () => {
    const message =
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'
    expect(refusalProblems(object, refused([], message))).toMatchObject([
      { pointer: '/spec/replicas', finding: { message: `The API server refuses Deployment/web: ${message}` } },
    ])
  })

  it('has one for each error of server-side apply', () => {
    const beginning = 'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment)'
    const errors = ['.spec.replica: field not declared in schema', '.spec.x: field not declared in schema']
    expect(refusalProblems(object, refused([], `${beginning}: errors:\n  ${errors.join('\n  ')}`))).toMatchObject([
      {
        pointer: '/spec/replica',
        finding: { message: `The API server refuses Deployment/web: ${beginning}: ${errors[0]}` },
      },
      { pointer: '/spec/x' },
    ])
  })

  it('finds the field of a decoding error that names none with the schemas', () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { key: 'hello!' } }
    expect(refusalProblems(secret, refused([], 'illegal base64 data at input byte 5'))).toMatchObject([
      { pointer: '/data/key' },
    ])
  })

  it('has a failure for an object without a verdict', () =>
    expect(refusalProblems(object, { error: 'panic: nil' })).toMatchObject([
      {
        pointer: '',
        finding: {
          code: 'api-server-failed',
          message: 'There is no verdict of the API server on Deployment/web: panic: nil.',
        },
      },
    ]))
})
