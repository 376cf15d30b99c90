import { expect, it } from 'vitest'
import { Cleanup } from './cleanup.ts'

it('the cleanup carries out all steps, the last first, and reports what failed', async () => {
  const done: string[] = []
  const cleanup = new Cleanup()
  cleanup.add(() => void done.push('first'))
  cleanup.add(() => {
    throw new Error('busy')
  })
  cleanup.add(async () => void done.push('last'))
  await expect(cleanup.run()).rejects.toThrow('Not removed: Error: busy')
  expect(done).toEqual(['last', 'first'])
})

it('the cleanup carries out a step at once that is added after its start', async () => {
  const done: string[] = []
  const cleanup = new Cleanup()
  await cleanup.run()
  cleanup.add(() => void done.push('late'))
  await cleanup.run()
  expect(done).toEqual(['late'])
})
