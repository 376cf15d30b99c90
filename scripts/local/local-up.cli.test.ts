// `local:up` with programs that record how they are called, and a server in place of github.com.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { commandTimeout } from '@thanos-gitops/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository } from '../tests/clone.ts'
import { script, succeed } from '../tests/run.ts'
import { ended } from '../verify-crash/repository.ts'

const outputs = {
  kubectl: 'Client Version: v1.36.3',
  kind: 'kind v0.32.0 go1.26.8 linux/amd64',
  flux: 'flux version 2.9.5',
}

describe.skipIf(process.platform === 'win32')('local-up', { timeout: commandTimeout }, () => {
  let clone: string
  let folder: string
  let server: Server
  beforeAll(async () => {
    clone = cloneRepository()
    succeed(script(clone, 'new-environment', 'local', '--template', 'laptop'))
    folder = mkdtempSync(join(tmpdir(), 'local-up-'))
    mkdirSync(join(folder, 'bin'))
    for (const [name, output] of Object.entries(outputs))
      writeFileSync(
        join(folder, 'bin', name),
        `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\ncase "$*" in *version*) echo "${output}" ;; esac\n`,
        { mode: 0o755 },
      )
    server = createServer((_request, response) => response.end('kind: ClusterRoleBinding\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    writeFileSync(
      join(folder, 'redirect.mjs'),
      `const { fetch } = globalThis\nglobalThis.fetch = (url) => fetch('http://127.0.0.1:${port}' + new URL(url).pathname)\n`,
    )
  }, commandTimeout)
  afterAll(() => {
    server.close()
    for (const path of [clone, folder]) rmSync(path, { recursive: true })
  })

  const localUp = (...args: readonly string[]) => {
    writeFileSync(join(folder, 'calls'), '')
    return ended(
      spawn(process.execPath, ['--import', join(folder, 'redirect.mjs'), join(clone, 'scripts/local-up.ts'), ...args], {
        cwd: clone,
        env: { ...process.env, PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter) },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
  }
  const calls = (): readonly string[] => readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter(Boolean)

  it('names the programs on PATH that do not have the pinned version', async () => {
    const { output } = await localUp('--tool', 'flux', '--dry-run')
    expect(output).toContain('Using kind 0.32.0 from PATH; the pinned version is ')
    expect(output).not.toMatch(/Using (kubectl|flux)/)
  })

  it('creates and changes nothing if the manifest of Argo CD has another SHA-256', async () => {
    const { status, output } = await localUp('--tool', 'argo-cd')
    expect(output).toContain('download-changed')
    expect(output).toContain('Do not use the file.')
    expect(status).toBe(2)
    expect(calls()).toEqual(['kubectl version --client', 'kind version'])
  })

  it('creates the cluster from an image with a digest', async () => {
    await localUp()
    expect(calls()).toContainEqual(
      expect.stringMatching(
        /^kind create cluster --name thanos-local --image kindest\/node:v1\.37\.\d+@sha256:[0-9a-f]{64} /,
      ),
    )
  })
})
