import type { ParsedArguments } from '../declaration.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { zshScript } from './zsh.ts'

const scripts: Readonly<Record<string, (program: string) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

export const printScript =
  (program: string) =>
  ({ positionals: [shell = ''] }: ParsedArguments): number => {
    process.stdout.write(scripts[shell]!(program))
    return 0
  }
