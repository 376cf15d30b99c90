import { type Command, lazyCommand } from '../declaration.ts'

/** The command that the shells' completion functions call. It is not listed in the help. */
export const completionRequest = '__complete'

/** Prints the completion script of a shell for the program. */
export const completionCommand = (program: string): Command =>
  lazyCommand(
    {
      name: 'completion',
      summary: 'print the completion script of a shell',
      description: `Prints a script that completes the commands, options and arguments of ${program}, also after npx. Load it in the startup file of your shell. The script runs ${program} from PATH, or else from node_modules/.bin of the nearest parent folder.`,
      forms: [[{ name: 'SHELL', help: 'The shell.', choices: ['bash', 'zsh', 'fish'] }]],
      options: {},
      examples: [
        {
          args: `bash > ~/.local/share/bash-completion/completions/${program}`,
          help: 'Install for bash, with bash-completion.',
        },
        {
          args: `zsh > ~/.zfunc/_${program}`,
          help: 'Install for zsh, where ~/.zfunc is in fpath before compinit runs.',
        },
        { args: `fish > ~/.config/fish/completions/${program}.fish`, help: 'Install for fish.' },
      ],
    },
    () => import('./print-script.ts').then(({ printScript }) => ({ default: printScript(program) })),
  )
