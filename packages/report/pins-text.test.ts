import { describe, expect, it } from 'vitest'
import { pinsJson, pinsSummary, pinsText } from './pins-text.ts'

const pin = {
  source: 'v1.4.0',
  commit: 'a'.repeat(40),
  behind: 1,
  isInHistory: true,
  change: { objects: 4, changed: 1, added: 0, removed: 0 },
}

describe('the list of pins', () => {
  it('has a column for rings if an environment is in one', () => {
    expect(
      pinsText([
        { environment: 'eu', ring: 'canary' },
        { environment: 'us', ring: 'wide', pin },
      ]),
    ).toBe(
      [
        'ENVIRONMENT  RING    SOURCE             BEHIND    THE WORKING TREE CHANGES',
        'eu           canary  working tree       -         -',
        'us           wide    v1.4.0 (aaaaaaaa)  1 commit  1 of 4 objects',
      ].join('\n'),
    )
  })

  it('has no such column without rings', () => {
    expect(pinsText([{ environment: 'eu' }]).split('\n')[0]).toBe(
      'ENVIRONMENT  SOURCE        BEHIND  THE WORKING TREE CHANGES',
    )
  })

  it('ends with a line of counts', () => {
    const current = { ...pin, behind: 0 }
    const pins = [{ environment: 'eu' }, { environment: 'us', pin }, { environment: 'asia', pin: current }]
    expect(pinsSummary(pins)).toBe('3 environments: 2 pinned, 1 of them behind')
    expect(pinsSummary([{ environment: 'eu' }])).toBe('1 environment: none pinned')
  })

  it('has the ring and the pin in JSON', () => {
    expect(JSON.parse(pinsJson([{ environment: 'eu' }, { environment: 'us', ring: 'wide', pin }]))).toEqual({
      environments: [{ name: 'eu' }, { name: 'us', ring: 'wide', ...pin }],
    })
  })
})
