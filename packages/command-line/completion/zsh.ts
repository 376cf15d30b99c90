const identifier = (program: string): string => `_${program.replaceAll(/\W/g, '_')}`

/** The completion of zsh: a file for fpath, which can be sourced as well. */
export const zshScript = (program: string): string => `#compdef ${program}
# Completion of ${program} for zsh.
${identifier(program)}_program() {
  local folder=$PWD
  whence -p ${program} && return
  while [[ -n $folder ]]; do
    [[ -x $folder/node_modules/.bin/${program} ]] && { print -r -- "$folder/node_modules/.bin/${program}"; return }
    folder=\${folder%/*}
  done
  return 1
}

${identifier(program)}() {
  local program word description
  local -a suggestions
  local skipped=1
  if [[ $words[1] == npx ]]; then
    if (( CURRENT < 3 )) || [[ $words[2] != ${program} ]]; then
      (( CURRENT == 2 )) && compadd -- ${program}
      _default
      return
    fi
    skipped=2
  fi
  program=$(${identifier(program)}_program) || return 1
  while IFS=$'\\t' read -r word description; do
    case $word in
      :file) _files ;;
      :folder) _files -/ ;;
      *) suggestions+=("\${word//:/\\\\:}\${description:+:$description}") ;;
    esac
  done < <("$program" __complete words "\${(@Q)words[skipped+1,CURRENT]}" 2>/dev/null)
  (( $#suggestions )) && _describe ${program} suggestions
}

if [[ \${funcstack[1]} == ${identifier(program)} ]]; then
  ${identifier(program)} "$@"
else
  compdef ${identifier(program)} ${program}
  (( \${+_comps[npx]} )) || compdef ${identifier(program)} npx
fi
`
