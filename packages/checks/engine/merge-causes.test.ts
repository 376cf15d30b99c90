import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import { checks } from '../registry.ts'
import { secretExists } from '../wiring/secret-exists.ts'
import { checkManifests } from './check-manifests.ts'
import { readDeclarations } from './declarations.ts'
import { workload } from './testing.ts'

const secretVolume = (secret: string): string => `volumes: [{name: a, secret: {secretName: ${secret}}}]`
const deployment = (name: string, secret = 'objstore'): string =>
  workload(name, 'image: web:v1.0.0', secretVolume(secret))

function secretFindings(yaml: string, exceptions?: string) {
  const { objects } = readManifestText('a.yaml', yaml)
  const { findings, excepted } = checkManifests({
    objects,
    kubernetesVersion: '1.36',
    today: '2026-11-24',
    checks: [secretExists],
    ...(exceptions !== undefined && { declarations: readDeclarations('exceptions.yaml', exceptions, checks) }),
  })
  return { findings, excepted }
}

const exception = (object: string): string =>
  `exceptions: [{check: secret-exists, object: ${object}, reason: r, until: 2030-01-01}]`

describe('problems with one cause', () => {
  it('are one finding with the places of all objects', () => {
    const { findings } = secretFindings(['web', 'api', 'job'].map((name) => deployment(name)).join(''))
    expect(findings).toMatchObject([
      {
        message: 'Deployment/web and 2 other objects: there is no Secret objstore in monitoring.',
        place: { line: 11 },
        further: [
          { object: 'Deployment/api', place: { line: 26 } },
          { object: 'Deployment/job', place: { line: 41 } },
        ],
      },
    ])
  })

  it('are different findings for different causes', () => {
    const { findings } = secretFindings(deployment('web') + deployment('api', 'other'))
    expect(findings.map(({ message }) => message)).toEqual([
      'Deployment/web: there is no Secret objstore in monitoring.',
      'Deployment/api: there is no Secret other in monitoring.',
    ])
  })

  it('lose the objects with an exception', () => {
    const { findings, excepted } = secretFindings(
      ['web', 'api', 'job'].map((name) => deployment(name)).join(''),
      exception('Deployment/web'),
    )
    expect(findings).toMatchObject([
      {
        message: 'Deployment/api and 1 other object: there is no Secret objstore in monitoring.',
        further: [{ object: 'Deployment/job' }],
      },
    ])
    expect(excepted).toBe(1)
  })

  it('count as one excepted finding', () => {
    const { findings, excepted } = secretFindings(deployment('web') + deployment('api'), exception('Deployment/*'))
    expect(findings).toEqual([])
    expect(excepted).toBe(1)
  })

  it('are one of the 1000 findings of a check', () => {
    const many = Array.from({ length: 1200 }, (_, index) => deployment(`web-${index}`)).join('')
    expect(secretFindings(many).findings).toMatchObject([{ further: { length: 1199 } }])
  })
})
