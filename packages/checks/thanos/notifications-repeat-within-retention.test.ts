import { expect, it } from 'vitest'
import { messagesOf } from './fixture.ts'
import { notificationsRepeatWithinRetention } from './notifications-repeat-within-retention.ts'

it('finds a repeat_interval above the retention, also in a route below', () => {
  expect(
    messagesOf(notificationsRepeatWithinRetention, [
      ['receiver: nobody\n      routes:', 'receiver: nobody\n      repeat_interval: 4d\n      routes:'],
      ['receiver: page\n    receivers', 'receiver: page\n          repeat_interval: 10d\n    receivers'],
    ]),
  ).toEqual([
    'ConfigMap/alertmanager: repeat_interval is 10d, but Alertmanager forgets notifications after 120h (--data.retention).',
  ])
})

it('compares with the flag', () => {
  const interval = [
    'receiver: nobody\n      routes:',
    'receiver: nobody\n      repeat_interval: 10d\n      routes:',
  ] as const
  const flag = (hours: number) =>
    [
      '- --storage.path=/alertmanager',
      `- --storage.path=/alertmanager\n            - --data.retention=${hours}h`,
    ] as const
  expect(messagesOf(notificationsRepeatWithinRetention, [interval, flag(264)])).toEqual([])
  expect(messagesOf(notificationsRepeatWithinRetention, [interval, flag(24)])).toHaveLength(1)
})

it('accepts the default interval', () => {
  expect(messagesOf(notificationsRepeatWithinRetention, [])).toEqual([])
})
