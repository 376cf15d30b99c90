const identifier = (program: string): string => `_${program.replaceAll(/\W/g, '_')}`

/** The completion of bash 3.2 and later. */
export const bashScript = (program: string): string => `# Completion of ${program} for bash.
${identifier(program)}_program() {
  type -P ${program} && return
  local folder=$PWD
  while [[ -n $folder ]]; do
    [[ -x $folder/node_modules/.bin/${program} ]] && { printf '%s\\n' "$folder/node_modules/.bin/${program}"; return; }
    folder=\${folder%/*}
  done
  return 1
}

${identifier(program)}() {
  COMPREPLY=()
  if [[ \${COMP_WORDS[0]} == npx && ( $COMP_CWORD -lt 2 || \${COMP_WORDS[1]} != ${program} ) ]]; then
    [[ $COMP_CWORD -eq 1 && ${program} == "\${COMP_WORDS[1]}"* ]] && COMPREPLY=(${program})
    return
  fi
  local program line current prefix word description
  program=$(${identifier(program)}_program) || return
  line=\${COMP_LINE:0:COMP_POINT}
  # The current word as bash counts it begins after the last = or :.
  current=\${line##*[[:space:]]}
  prefix=\${current%"\${current##*[=:]}"}
  while IFS=$'\\t' read -r word description; do
    case $word in
      :file)
        compopt -o filenames 2>/dev/null
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "\${current#"$prefix"}") ;;
      :folder)
        compopt -o filenames 2>/dev/null
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "\${current#"$prefix"}") ;;
      *) COMPREPLY+=("\${word#"$prefix"}") ;;
    esac
  done < <("$program" __complete line "$line" 2>/dev/null)
}

complete -F ${identifier(program)} ${program}
complete -p npx >/dev/null 2>&1 || complete -o default -F ${identifier(program)} npx
`
