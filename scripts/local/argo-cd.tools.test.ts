import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { downloadModule } from '@thanos-gitops/programs/go-module'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { which } from 'zx'
import { crdSources } from '../generate-schemas/sources.ts'
import type { Kubectl } from '../kubectl.ts'
import { argoCDManifest, argoCDVersion } from './argo-cd.ts'
import { prepareInstallation } from './install.ts'

const source = crdSources.find(({ module }) => module.startsWith('github.com/argoproj/argo-cd/'))!

it('the manifest of Argo CD has the version of the committed CRDs', () => expect(source.version).toBe(argoCDVersion))

// CI has Go.
describe.skipIf((await which('go', { nothrow: true })) === null)('the manifest in the Go module of the version', () => {
  const manifest = async (): Promise<string> => {
    const { folder } = await downloadModule(source, process.env)
    return readFileSync(join(folder, 'manifests/install.yaml'), 'utf8')
  }
  afterEach(() => void vi.unstubAllGlobals())

  it('has the pinned SHA-256', async () =>
    expect(
      createHash('sha256')
        .update(await manifest())
        .digest('hex'),
    ).toBe(argoCDManifest.sha256))

  it('is applied after its namespace', async () => {
    const content = await manifest()
    const calls: (readonly [args: readonly string[], input?: string])[] = []
    const kubectl = {
      text: (...call: readonly [readonly string[], string?]) => Promise.resolve(String(calls.push(call))),
    }
    vi.stubGlobal('fetch', (url: string) => Promise.resolve(new Response(url === argoCDManifest.url ? content : '')))
    const install = await prepareInstallation('argo-cd')
    expect(calls).toEqual([])
    await install(kubectl as unknown as Kubectl)
    expect(calls.map(([args]) => args[0])).toEqual(['apply', 'apply'])
    expect(JSON.parse(calls[0]![1]!)).toMatchObject({ kind: 'Namespace', metadata: { name: 'argocd' } })
    expect(calls[1]![0]).toContain('--namespace=argocd')
    expect(calls[1]![1]).toBe(content)
  })
})
