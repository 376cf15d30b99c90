import { describe, expect, it } from 'vitest'
import { problemsIn, service } from '../engine/testing.ts'
import { webhookServiceExists } from './webhook-service-exists.ts'

const webhook = (reference: string): string =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks: [{name: a.b.c, clientConfig: {service: ${reference}}}]\n---\n`
const problems = (yaml: string): string[] =>
  problemsIn(webhookServiceExists, yaml + service('operator', 'ports: [{name: https, port: 443}]'))

describe('webhook-service-exists', () => {
  it.each([
    ['{name: operators, namespace: monitoring}', 'there is no Service operators in monitoring.'],
    ['{name: operator, namespace: monitoring, port: 8443}', 'Service/operator has no port 8443.'],
  ])('reports a webhook with %s', (reference, message) =>
    expect(problems(webhook(reference))).toEqual([`4: ValidatingWebhookConfiguration/w: ${message}`]),
  )

  it('reports an APIService and a conversion without a Service', () => {
    const spec = '{service: {name: operators, namespace: monitoring}}'
    expect(
      problems(`apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: a}\nspec: ${spec}\n---\n`),
    ).toHaveLength(1)
    expect(
      problems(
        `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec: {conversion: {webhook: {clientConfig: ${spec}}}}\n---\n`,
      ),
    ).toHaveLength(1)
  })

  it.each(['{name: operator, namespace: monitoring}', '{name: other, namespace: elsewhere}'])(
    'accepts %s',
    (reference) => expect(problems(webhook(reference))).toEqual([]),
  )
})
