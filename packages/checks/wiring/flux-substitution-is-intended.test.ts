import { describe, expect, it } from 'vitest'
import { environment, problemsIn } from '../engine/testing.ts'
import { fluxSubstitutionIsIntended } from './flux-substitution-is-intended.ts'

const kustomization = (postBuild: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k, namespace: flux-system}\nspec: {postBuild: ${postBuild}}\n---\n`
const config = (value: string, metadata = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: monitoring${metadata}}\ndata: {a.yaml: "${value}"}\n---\n`
const problems = (yaml: string): string[] => problemsIn(fluxSubstitutionIsIntended, yaml)

describe('flux-substitution-is-intended', () => {
  it.each(['${POD_NAME}', 'a ${POD_NAME:-x} b', '${REGION}-${POD_NAME}'])('reports %s', (value) =>
    expect(problems(kustomization('{substitute: {REGION: eu}}') + config(value))).toEqual([
      '9: ConfigMap/c: Flux replaces ${POD_NAME}, which no postBuild sets.',
    ]),
  )

  it.each([
    ['the Kustomization sets the variable', kustomization('{substitute: {REGION: eu}}') + config('${REGION}')],
    [
      'a ConfigMap of substituteFrom sets the variable',
      `${kustomization('{substituteFrom: [{kind: ConfigMap, name: s}]}')}${config('${REGION}')}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s, namespace: flux-system}\ndata: {REGION: eu}\n`,
    ],
    [
      'substitution is disabled',
      kustomization('{substitute: {REGION: eu}}') +
        config('${POD_NAME}', ', annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}'),
    ],
    [
      'the variable is escaped',
      kustomization('{substitute: {REGION: eu}}') + config('$${POD_NAME} $(POD_NAME) $POD_NAME ${1}'),
    ],
    ['there is no postBuild', kustomization('{}') + config('${POD_NAME}')],
  ])('accepts an object if %s', (_, yaml) => expect(problems(yaml)).toEqual([]))

  it('warns of an object of an environment that Flux delivers', () => {
    const inEnvironment = (delivery: 'flux' | 'argo-cd', metadata = ''): string[] =>
      problemsIn(fluxSubstitutionIsIntended, config('${POD_NAME}', metadata), {
        environment: { ...environment, delivery },
      })
    expect(inEnvironment('flux')).toEqual([
      '4: ConfigMap/c: Flux replaces ${POD_NAME} if a Kustomization above it has postBuild.',
    ])
    expect(inEnvironment('flux', ', annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}')).toEqual([])
    expect(inEnvironment('argo-cd')).toEqual([])
  })
})
