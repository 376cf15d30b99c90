// Interrupts renders of a temporary repository and compares the output with the complete outputs before and after a change.
import { defineCommand, runScript } from '@thanos-gitops/command-line'
import { which } from 'zx'
import { verifyAbandoned, verifyChangingSource, verifyParallel, verifyRewrittenSource } from './concurrency.ts'
import { systemCalls, verifyInjections } from './injections.ts'
import { verifyKills, verifySignals } from './kills.ts'
import { createRepository } from './repository.ts'
import type { Figures } from './trial.ts'

const parts = ['kills', 'injections', 'source', 'rewritten', 'parallel', 'abandoned', 'signals'] as const

export const verifyCrash = defineCommand(
  {
    name: 'verify:crash',
    summary: 'interrupt renders and check that their output stays complete',
    description:
      'Renders a temporary repository and kills the render, makes its system calls fail, changes a source file, starts renders at once, also with the lock of a killed render, and sends signals. After each interruption, every file must have its old or its new content, and the next render must complete the output. The injections need strace. Exit code 1 if a check fails.',
    forms: [[]],
    options: {
      only: { type: 'list', value: 'PARTS', choices: parts, help: 'Only these parts, with commas between them.' },
      kills: { type: 'number', value: 'N', default: 200, help: 'How many renders are killed.' },
      signals: { type: 'number', value: 'N', default: 40, help: 'How many signals are sent.' },
      rounds: { type: 'number', value: 'N', default: 3, help: 'How often each number of renders starts at once.' },
      renders: { type: 'number', value: 'N', default: 40, help: 'How many renders read a source that changes.' },
      calls: {
        type: 'list',
        value: 'CALLS',
        choices: systemCalls,
        help: 'Only these system calls fail. Default: all.',
      },
      most: { type: 'number', value: 'N', default: 1000, help: 'How many calls of each name fail at most.' },
      minutes: {
        type: 'number',
        value: 'N',
        help: 'How long kills, injections and signals run at most, each. The summary has the number of trials.',
      },
      seed: { type: 'number', value: 'N', help: 'The seed of the random moments. Default: the time.' },
    },
  },
  async ({ options }) => {
    const seed = options.seed ?? Date.now() % 1_000_000
    console.log(`seed ${seed}`)
    const random = randomFrom(seed)
    const repository = await createRepository()
    let partStart = performance.now()
    const isOver = (): boolean =>
      options.minutes !== undefined && performance.now() - partStart > options.minutes * 60_000
    const verifyPart: Readonly<Record<(typeof parts)[number], () => Promise<Figures>>> = {
      kills: () => verifyKills(repository, options.kills, random, isOver),
      injections: async () =>
        (await which('strace', { nothrow: true })) === null
          ? { summary: 'injections: skipped, strace is not installed', failures: [] }
          : verifyInjections(repository, options.calls ?? systemCalls, options.most, isOver),
      source: () => verifyChangingSource(repository, options.renders),
      rewritten: () => verifyRewrittenSource(repository, options.renders),
      parallel: () => verifyParallel(repository, options.rounds),
      abandoned: () => verifyAbandoned(repository, options.rounds),
      signals: () => verifySignals(repository, options.signals, random, isOver),
    }
    let failed = 0
    try {
      for (const part of parts) {
        if (options.only !== undefined && !options.only.includes(part)) continue
        partStart = performance.now()
        const { summary, failures } = await verifyPart[part]()
        for (const failure of failures) console.log(failure)
        console.log(`${summary}; ${failures.length} failures`)
        failed += failures.length
      }
    } finally {
      repository.remove()
    }
    return failed === 0 ? 0 : 1
  },
)

/** A generator of the numbers from 0 to 1 that a seed determines (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

if (import.meta.main) await runScript(verifyCrash)
