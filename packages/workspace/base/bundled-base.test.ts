import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineComponent, Failure } from '@thanos-gitops/manifest'
import { temporaryFolder } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'
import { loadBase, useBase } from './load-base.ts'

const root = temporaryFolder()
const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { key: 'hunter2' } }
const base = { required: [defineComponent('a', [secret])], optional: [], objectStorage: {} }

it('searches a bundled base only if an exception allowed its credentials when it was bundled', async () => {
  mkdirSync(join(root, 'base'))
  writeFileSync(join(root, 'base/index.ts'), 'export const base = {}\n')
  useBase(root, base)
  await expect(loadBase(root)).resolves.toBe(base)
  mkdirSync(join(root, 'node_modules/.cache/thanos-gitops'), { recursive: true })
  writeFileSync(join(root, 'node_modules/.cache/thanos-gitops/base-needs-exceptions'), '')
  await expect(loadBase(root)).rejects.toThrow(Failure)
})
