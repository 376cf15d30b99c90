import { expect, it } from 'vitest'
import { checkFamilies } from '../registry.ts'
import { messagesOf } from '../thanos/fixture.ts'

it.each(checkFamilies.configuration)('$name accepts the unchanged stack', (check) => {
  expect(messagesOf(check, [])).toEqual([])
})
