import { afterEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../failure.ts'
import { answerTo, requireOptions } from './answers.ts'

const question = {
  option: 'size',
  question: 'How large?',
  read: (text: string): number => {
    if (/^\d+$/.test(text)) return Number(text)
    throw failure('usage-error', `${text} is not a number.`, 'Write digits.')
  },
}
const answering = (options: Readonly<Record<string, unknown>>, ...answers: readonly string[]) => {
  const asked: string[] = []
  const rest = [...answers]
  return {
    asked,
    options,
    ask: async (text: string): Promise<string> => {
      asked.push(text)
      return rest.shift() ?? Promise.reject(new Error('asked too often'))
    },
  }
}

describe('answerTo', () => {
  afterEach(() => vi.restoreAllMocks())

  it('reads the option, and does not ask', async () => {
    const person = answering({ size: '3' })
    expect(await answerTo(person, question)).toBe(3)
    expect(person.asked).toEqual([])
    await expect(answerTo(answering({ size: 'x' }, '3'), question)).rejects.toThrow('x is not a number.')
  })

  it('asks again after no answer and after one that is not valid, with the reason', async () => {
    const printed = vi.spyOn(console, 'error').mockReturnValue(undefined)
    const person = answering({}, '', 'x', ' 3 ')
    expect(await answerTo(person, question)).toBe(3)
    expect(person.asked).toEqual(['How large? ', 'How large? ', 'How large? '])
    expect(printed.mock.calls.map(String)).toEqual([expect.stringContaining('x is not a number.\n  Write digits.')])
  })

  it('offers the value that an empty answer stands for', async () => {
    const person = answering({}, '')
    expect(await answerTo(person, { ...question, otherwise: '5' })).toBe(5)
    expect(person.asked).toEqual(['How large? [5] '])
  })

  it('never asks without a terminal', async () => {
    const noTerminal = { options: {}, ask: undefined }
    expect(await answerTo(noTerminal, { ...question, otherwise: '5' })).toBe(5)
    await expect(answerTo(noTerminal, question)).rejects.toThrow('npm run adopt needs --size.')
  })
})

it('lists all missing options at once', () => {
  const required = ['a', 'b', 'c']
  expect(() => requireOptions({ options: { b: 'x' }, ask: undefined }, required)).toThrow(
    'npm run adopt needs --a, --c.',
  )
  expect(() => requireOptions(answering({}), required)).not.toThrow()
})
