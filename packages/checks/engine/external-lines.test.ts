import { readManifestText } from '@thanos-gitops/manifest/read'
import { expect, it } from 'vitest'
import { secretExists } from '../wiring/secret-exists.ts'
import { createContext } from './context.ts'
import { readDeclarations } from './declarations.ts'
import { declareExternal } from './external-lines.ts'
import { runChecks } from './run-checks.ts'

const environment = { name: 'blue', namespace: 'monitoring' }

it('names the file of the environment and the lines', () => {
  expect(declareExternal(environment, { kind: 'Secret', name: 'keys', namespace: 'monitoring' })).toBe(
    `If it exists outside of these manifests, declare it in environments/blue/exceptions.yaml, below external:
  - kind: Secret
    name: keys
    reason: Name who creates it.`,
  )
})

it('names the option if there is no environment, and the namespace if it is another one', () => {
  expect(declareExternal(undefined, { kind: 'Secret', name: 'keys', namespace: 'other' })).toBe(
    `If it exists outside of these manifests, declare it in a file for --exceptions, below external:
  - kind: Secret
    name: keys
    namespace: other
    reason: Name who creates it.`,
  )
})

it.each([{ kind: 'Secret', name: 'keys', namespace: 'other' }, { host: 's3.example.com' }])(
  'prints lines that are a valid declaration of %j',
  (missing) => {
    const lines = declareExternal(undefined, missing).split('\n').slice(1).join('\n')
    const { external, findings } = readDeclarations('exceptions.yaml', `external:\n${lines}\n`, [])
    expect(findings).toEqual([])
    expect('host' in missing ? external.hasHost(missing.host) : external.has('Secret', 'keys', 'other')).toBe(true)
  },
)

it('is part of the remedy of a finding', () => {
  const { objects } = readManifestText(
    'pod.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, envFrom: [{secretRef: {name: keys}}]}]}\n',
  )
  const {
    findings: [finding],
  } = runChecks([secretExists], createContext({ objects, kubernetesVersion: '1.36' }))
  expect(finding?.remedy).toMatch(/^Render an ExternalSecret[^]*\n {2}- kind: Secret\n {4}name: keys\n/)
})
