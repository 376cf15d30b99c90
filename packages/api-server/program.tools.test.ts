// The real program: natively if it was built, and the committed module.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askApiServer } from './ask.ts'
import { builds } from './builds.ts'
import { builtNative } from './native/build.ts'
import type { Answer } from './pool.ts'
import { findProgram, type Program } from './program.ts'
import { invalidObjects, validObjects } from './testing/real-objects.ts'

const hasNative = builds.every((build) => builtNative(build) !== undefined)

let cache: string
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'api-server '))
})
afterAll(() => rmSync(cache, { recursive: true }))

const set = { name: 'test', kubernetesVersion: '1.36', objects: [] }

async function verdicts(program: Program, copies = 1): Promise<readonly Answer[]> {
  const objects = Array.from({ length: copies }, () => [...validObjects, ...invalidObjects.map(([object]) => object)])
  const { answers } = await askApiServer([{ set, requests: objects.flat().map((after) => ({ after })) }], { program })
  return 'answers' in answers[0]! ? answers[0].answers : []
}

const expected = [
  ...validObjects.map(() => ({ verdict: 'accepted' })),
  ...invalidObjects.map(([, field, message]) => ({
    verdict: 'refused',
    causes: [{ field, message: expect.stringContaining(message) }],
  })),
]

describe.skipIf(!hasNative)('the native program', () => {
  it('accepts valid objects and refuses invalid ones, in the words of the server', async () =>
    expect(await verdicts(findProgram('1.36'))).toMatchObject(expected))
})

describe('the module', () => {
  // The cache has no native program. The first start prepares the module, the second continues from the snapshot.
  it.each(['when it starts', 'when it continues from its snapshot'])('gives the same verdicts %s', async () =>
    expect(await verdicts(findProgram('1.36', { cache }))).toMatchObject(expected),
  )

  it('collects its garbage after it continued from its snapshot', async () => {
    const copies = 500
    const all = await verdicts(findProgram('1.36', { cache }), copies)
    const refused = all.filter((answer) => 'verdict' in answer && answer.verdict === 'refused')
    expect(refused).toHaveLength(copies * invalidObjects.length)
  })
})
