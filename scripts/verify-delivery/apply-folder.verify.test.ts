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

describe('kubectl apply of a whole folder', { timeout: 120_000 }, () => {
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
  }, 240_000)
  afterAll(async () => {
    await server?.stop()
    if (clone) rmSync(clone, { recursive: true })
  }, 30_000)

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
})
