// The folder of an environment, applied to an empty cluster in one command, as in an emergency.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { $ } from 'zx'
import { loadStack } from '../environment.ts'
import { cloneRepository } from '../tests/clone.ts'
import { createEnvironments } from '../tests/create-environments.ts'
import { type ApiServer, allGroups, installCrds, startApiServer } from './api-server.ts'

const environments = ['development', 'local', 'production', 'staging']

describe('kubectl apply of a whole folder', () => {
  let server: ApiServer
  let clone: string

  beforeAll(async () => {
    clone = cloneRepository()
    createEnvironments(clone)
    // A namespace for each environment: nothing of it exists before its apply.
    for (const name of environments) {
      const file = join(clone, 'environments', name, 'environment.yaml')
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^namespace: .*$/m, `namespace: monitoring-${name}`))
    }
    await $({ quiet: true, cwd: clone })`node_modules/.bin/thanos-gitops render`
    server = await startApiServer(['cluster'])
    await installCrds(server.kubectl, allGroups)
  })
  afterAll(async () => {
    await server?.stop()
    if (clone) rmSync(clone, { recursive: true })
  })

  it.each(environments)('creates all objects of %s at the first try', async (name) => {
    const { manifests } = await loadStack(clone, name)
    const { ok, stdout, stderr } = await server.kubectl.call([
      'apply',
      '--server-side',
      '-f',
      join(clone, 'environments', name, 'manifests/'),
    ])
    expect(stderr).toBe('')
    expect(ok).toBe(true)
    expect(stdout.trim().split('\n')).toHaveLength(manifests.length)
  })

  // Argo CD applies so, with the option Validate=false of each Application.
  it('refuses an unknown field of each kind without a validation by the client', async () => {
    const stacks = await Promise.all(environments.map((name) => loadStack(clone, name)))
    const objects = stacks.flatMap(({ manifests }) => manifests.map(({ object }) => object))
    const kinds = [...Map.groupBy(objects, ({ apiVersion, kind }) => `${apiVersion} ${kind}`)]
    const refused = await Promise.all(
      kinds.map(async ([kind, [object]]) => {
        const wrong = { ...object, unknownField: 'a' }
        const apply = ['apply', '--server-side', '--force-conflicts', '--validate=ignore', '-f', '-']
        const { ok, stderr } = await server.kubectl.call(apply, JSON.stringify(wrong))
        return `${kind}: ${!ok && stderr.includes('unknownField: field not declared in schema')}`
      }),
    )
    expect(kinds.length).toBeGreaterThan(10)
    expect(refused).toEqual(kinds.map(([kind]) => `${kind}: true`))
  })
})
