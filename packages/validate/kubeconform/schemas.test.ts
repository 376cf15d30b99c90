import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { kubeconformSchemas } from './schemas.ts'

it('writes the schemas again if one of them is damaged', () => {
  const root = mkdtempSync(join(tmpdir(), 'schemas-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const folder = kubeconformSchemas(root, '1.36')
  const pod = join(folder, 'v1/v1/pod.json')
  const content = readFileSync(pod, 'utf8')
  truncateSync(pod, 100)
  expect(kubeconformSchemas(root, '1.36')).toBe(folder)
  expect(readFileSync(pod, 'utf8')).toBe(content)
  const cache = readdirSync(join(root, 'node_modules/.cache/thanos-gitops/schemas'))
  expect(cache).toHaveLength(2)
})
