const identifier = (program: string): string => `__${program.replaceAll(/\W/g, '_')}`

/** The completion of fish 3 and later. */
export const fishScript = (program: string): string => `# Completion of ${program} for fish.
function ${identifier(program)}_program
    command --search ${program}; and return
    set --local folder $PWD
    while test -n "$folder"
        if test -x "$folder/node_modules/.bin/${program}"
            echo "$folder/node_modules/.bin/${program}"
            return
        end
        set folder (string replace --regex '/[^/]*$' '' -- $folder)
    end
    return 1
end

function ${identifier(program)}
    set --local program (${identifier(program)}_program); or return
    set --local words (commandline --current-process --tokenize --cut-at-cursor)
    set --local current (commandline --current-token --cut-at-cursor)
    test "$words[1]" = npx; and set --erase words[1]
    for line in ($program __complete words $words[2..] "$current" 2>/dev/null)
        switch $line
            case :file
                __fish_complete_path $current
            case :folder
                __fish_complete_directories $current ''
            case '*'
                echo $line
        end
    end
end

complete --command ${program} --no-files --arguments '(${identifier(program)})'
complete --command npx --condition 'not __fish_seen_subcommand_from ${program}' --arguments ${program}
complete --command npx --no-files --condition '__fish_seen_subcommand_from ${program}' --arguments '(${identifier(program)})'
`
