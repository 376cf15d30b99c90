export type Step = () => void | Promise<void>

/** What must be removed at the end, the last first. */
export class Cleanup {
  readonly #steps: Step[] = []
  #running: Promise<void> | undefined

  /** After `run`, the step is carried out at once: an interrupt may come while something starts. */
  add(step: Step): void {
    this.#steps.push(step)
    if (this.#running !== undefined) this.#running = this.#running.then(() => this.#runSteps())
  }

  /** Carries out all steps if the script is interrupted before `run`. */
  runOnInterrupt(): void {
    const handler = (signal: NodeJS.Signals): void => {
      console.error(`${signal}: stopping …`)
      void this.run().finally(() => process.exit(130))
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    for (const signal of signals) process.once(signal, handler)
    this.add(() => {
      for (const signal of signals) process.removeListener(signal, handler)
    })
  }

  /**
   * Carries out all steps, also if one of them fails.
   *
   * @throws AggregateError with what failed
   */
  async run(): Promise<void> {
    this.#running ??= this.#runSteps()
    await this.#running
  }

  async #runSteps(): Promise<void> {
    const errors: unknown[] = []
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `Not removed: ${errors.join('; ')}`)
  }
}
