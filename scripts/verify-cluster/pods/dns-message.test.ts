import { expect, it } from 'vitest'
import { questionOf, recordTypes, responseTo } from './dns-message.ts'

/** A query as a resolver sends it, with the flag of recursion. */
function queryFor(name: string, type: number): Buffer {
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)])
  return Buffer.from([0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1])
}

const name = 'Thanos-Query.monitoring.svc'

it('questionOf returns the name in small letters and the type', () =>
  expect(questionOf(queryFor(name, recordTypes.A))).toEqual({ name: 'thanos-query.monitoring.svc', type: 1 }))

it('questionOf throws if the message is not complete', () =>
  expect(() => questionOf(queryFor(name, 1).subarray(0, 20))).toThrow(RangeError))

it('responseTo returns the addresses of a name, and repeats the question', () => {
  const query = queryFor(name, recordTypes.A)
  const response = responseTo(query, [
    { type: 'A', address: '127.77.0.1' },
    { type: 'SRV', target: 'other', port: 1 },
  ])
  expect(response.subarray(0, 8).toString('hex')).toBe('1234858000010001')
  expect(response.subarray(12, query.length)).toEqual(query.subarray(12))
  expect(response.subarray(query.length).toString('hex')).toBe('c00c00010001000000010004' + '7f4d0001')
})

it('responseTo returns port and name of servers', () => {
  const query = queryFor('_grpc._tcp.a.b', recordTypes.SRV)
  const response = responseTo(query, [{ type: 'SRV', target: 'c.d', port: 10901 }])
  expect(response.subarray(query.length).toString('hex')).toBe(
    'c00c0021000100000001000b' + '000000002a95' + '0163016400',
  )
})

it.each([
  ['a type without records', [{ type: 'A', address: '127.77.0.1' }] as const, 0],
  ['a name that does not exist', undefined, 3],
])('responseTo has no answer for %s', (_, records, code) => {
  const response = responseTo(queryFor(name, 28), records)
  expect([response.readUInt16BE(6), response.readUInt16BE(2) & 15]).toEqual([0, code])
})
