import { expect, it } from 'vitest'
import { suggestedRule } from './suggested-rule.ts'

const object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    template: {
      spec: {
        hostNetwork: true,
        dnsConfig: { nameservers: ['192.0.2.1'] },
        containers: [{ name: 'web', args: ['serve', '--level=debug'], env: [{ name: 'A' }] }],
      },
    },
  },
}
const pod = ['spec', 'template', 'spec']

it.each([
  ['a value', [...pod, 'hostNetwork'], '/spec/template/spec/hostNetwork'],
  ['an object with all its fields', [...pod, 'dnsConfig'], '/spec/template/spec/dnsConfig/**'],
  [
    'an argument by its flag',
    [...pod, 'containers', '0', 'args', '1'],
    '/spec/template/spec/containers/*/args/[--level]',
  ],
  ['an argument without a flag', [...pod, 'containers', '0', 'args', '0'], '/spec/template/spec/containers/*/args/*'],
  ['an element of a list', [...pod, 'containers', '0', 'env', '0'], '/spec/template/spec/containers/*/env/*/**'],
])('suggests a rule for %s', (_title, steps, path) => {
  expect(suggestedRule(object, steps)).toBe(`  - path: ${path}\n    target: {kind: Deployment, name: web}`)
})
