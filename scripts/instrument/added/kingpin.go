package kingpin

// Added to kingpin by scripts/instrument. With RECORD_FLAGS, the program writes its commands and flags to that file and exits.

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type recordedFlag struct {
	Name        string   `json:"name"`
	Help        string   `json:"help"`
	Short       string   `json:"short,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	Defaults    []string `json:"defaults,omitempty"`
	Hidden      bool     `json:"hidden,omitempty"`
	Required    bool     `json:"required,omitempty"`
	Bool        bool     `json:"bool,omitempty"`
	Repeatable  bool     `json:"repeatable,omitempty"`
	// The Go type of the value, such as *kingpin.durationValue; of each element for a flag that can be repeated.
	Type string `json:"type"`
	// The only allowed values, or those that shell completion proposes.
	Values []string `json:"values,omitempty"`
}

type recordedCommand struct {
	Name   string         `json:"name"`
	Hidden bool           `json:"hidden,omitempty"`
	Flags  []recordedFlag `json:"flags"`
}

// Parse replaces Application.Parse, which is renamed to parseUnrecorded.
func (a *Application) Parse(args []string) (string, error) {
	file := os.Getenv("RECORD_FLAGS")
	if file == "" {
		return a.parseUnrecorded(args)
	}
	if err := a.init(); err != nil {
		return "", err
	}
	commands := recordCommands(a.cmdGroup, nil, a.flagGroup.flagOrder, false)
	if len(commands) == 0 {
		commands = []recordedCommand{{Flags: recordFlags(a.flagGroup.flagOrder)}}
	}
	content, err := json.Marshal(commands)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		return "", err
	}
	os.Exit(0)
	return "", nil
}

// recordCommands returns the commands that run something: those without subcommands.
func recordCommands(group *cmdGroup, path []string, inherited []*FlagClause, hidden bool) []recordedCommand {
	var commands []recordedCommand
	for _, command := range group.commandOrder {
		words := append(append([]string{}, path...), command.name)
		flags := append(append([]*FlagClause{}, inherited...), command.flagGroup.flagOrder...)
		isHidden := hidden || command.hidden
		if command.cmdGroup.have() {
			commands = append(commands, recordCommands(command.cmdGroup, words, flags, isHidden)...)
		} else {
			commands = append(commands, recordedCommand{strings.Join(words, " "), isHidden, recordFlags(flags)})
		}
	}
	return commands
}

func recordFlags(flags []*FlagClause) []recordedFlag {
	recorded := []recordedFlag{}
	for _, flag := range flags {
		entry := recordedFlag{
			Name: flag.name, Help: flag.help, Placeholder: flag.placeholder, Defaults: flag.defaultValues, Hidden: flag.hidden,
			Required: flag.required, Type: fmt.Sprintf("%T", flag.value), Values: flag.resolveCompletions(),
		}
		if flag.shorthand != 0 {
			entry.Short = string(rune(flag.shorthand))
		}
		if value, ok := flag.value.(boolFlag); ok {
			entry.Bool = value.IsBoolFlag()
		}
		if value, ok := flag.value.(repeatableFlag); ok {
			entry.Repeatable = value.IsCumulative()
		}
		switch value := flag.value.(type) {
		case *accumulator:
			entry.Type = value.typ.String()
		case *enumValue:
			entry.Values = value.options
		case *enumsValue:
			entry.Values = value.options
		}
		recorded = append(recorded, entry)
	}
	return recorded
}
