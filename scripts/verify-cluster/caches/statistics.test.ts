import { expect, it } from 'vitest'
import { memcachedStatistics, sumOfStatistics, valkeyStatistics } from './statistics.ts'

it('memcachedStatistics reads stored and found items', () =>
  expect(
    memcachedStatistics('STAT cmd_get 9\r\nSTAT cmd_set 4\r\nSTAT get_hits 3\r\nSTAT get_misses 6\r\nEND\r\n'),
  ).toEqual({
    sets: 4,
    hits: 3,
  }))

it('valkeyStatistics adds the commands that store items', () => {
  const stats = 'keyspace_hits:7\r\nkeyspace_misses:2\r\n'
  const commands = 'cmdstat_get:calls=9,usec=1\r\ncmdstat_set:calls=2,usec=1\r\ncmdstat_setex:calls=3,usec=1\r\n'
  expect(valkeyStatistics(`$200\r\n# Stats\r\n${stats}# Commandstats\r\n${commands}`)).toEqual({ sets: 5, hits: 7 })
})

it.each([memcachedStatistics, valkeyStatistics])('%o throws for another answer', (statistics) =>
  expect(() => statistics('ERROR\r\n')).toThrow(/does not report/),
)

it('sumOfStatistics adds servers', () =>
  expect(
    sumOfStatistics([
      { sets: 1, hits: 2 },
      { sets: 3, hits: 4 },
    ]),
  ).toEqual({ sets: 4, hits: 6 }))
