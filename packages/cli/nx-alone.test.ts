import { describe, expect, it } from 'vitest'
import { commandAlone } from './nx-alone.mjs'

describe('commandAlone', () => {
  it.each([
    [['render'], ['render']],
    [['diff'], ['diff']],
    [['render', 'all'], ['render']],
    [['run', 'all:render'], ['render']],
    [
      ['render', 'blue'],
      ['render', 'blue'],
    ],
    [
      ['run', 'blue:diff'],
      ['diff', 'blue'],
    ],
    [
      ['explain', 'blue', '--', 'Deployment/web', '/spec/$(touch x)'],
      ['explain', 'blue', 'Deployment/web', '/spec/$(touch x)'],
    ],
    [
      ['render', '--', '--check'],
      ['render', '--check'],
    ],
  ])('nx %j runs %j', (args, command) => {
    expect(commandAlone(args, true)).toEqual(command)
  })

  it.each([
    // Options may be meant for Nx.
    [['render', '--check']],
    [['render', 'blue', '--verbose']],
    [['render', '--projects=blue']],
    // With a cache, or with tasks that come first.
    [['check', 'blue']],
    [['validate']],
    [['run', 'blue:check']],
    // Several projects, several targets, another command.
    [['affected', '-t', 'render']],
    [['run-many', '-t', 'render']],
    [['render', 'blue', 'green']],
    [['run', 'blue:render:fast']],
    [['run', 'blue', 'render']],
    [['render', '@thanos-gitops/cli']],
    [['explain']],
    [['explain', 'all']],
    [['graph']],
    [[]],
  ])('leaves nx %j to Nx', (args) => {
    expect(commandAlone(args, true)).toBeUndefined()
  })

  it('leaves a target without a project to Nx where Nx takes the project from the folder', () => {
    expect(commandAlone(['render'], false)).toBeUndefined()
    expect(commandAlone(['render', 'all'], false)).toEqual(['render'])
    expect(commandAlone(['render', 'blue'], false)).toEqual(['render', 'blue'])
  })
})
