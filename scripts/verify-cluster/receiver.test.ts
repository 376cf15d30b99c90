import { afterEach, expect, it } from 'vitest'
import { Receiver } from './receiver.ts'

let receiver: Receiver | undefined
afterEach(() => receiver?.stop())

it('the receiver writes down what it gets, and finds an alert by its whole name', async () => {
  receiver = await Receiver.start('127.0.0.1', 0)
  const body = JSON.stringify({ alerts: [{ labels: { alertname: 'Watchdog' } }] })
  const response = await fetch(`${receiver.address}/heartbeat`, { method: 'POST', body })
  expect(response.ok).toBe(true)
  expect(receiver.timesOf('/heartbeat', 'Watchdog')).toHaveLength(1)
  expect(receiver.timesOf('/heartbeat', 'Watch')).toEqual([])
  expect(receiver.timesOf('/chat', 'Watchdog')).toEqual([])
})
