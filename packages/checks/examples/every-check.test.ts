import { expect, it } from 'vitest'
import { checks } from '../registry.ts'
import { exampleOf } from './example.ts'

it.each(checks.map(({ name }) => name))('%s has an example (NAME.example.yaml next to the check)', (name) =>
  expect(exampleOf(name)).toBeDefined(),
)
