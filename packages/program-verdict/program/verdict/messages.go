package verdict

import (
	"regexp"
	"strconv"
	"strings"
)

const unmarshalErrors = "yaml: unmarshal errors:\n"

// Messages separates the errors that the YAML decoder collects.
func Messages(err error) []string {
	if err == nil {
		return nil
	}
	text := err.Error()
	_, list, ok := strings.Cut(text, unmarshalErrors)
	if !ok {
		return []string{text}
	}
	var messages []string
	for _, line := range strings.Split(list, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			messages = append(messages, line)
		}
	}
	return messages
}

var (
	// The positions before a message: "12:3: ", "line 4: ".
	positions = regexp.MustCompile(`^(?:\d+:\d+: )+|\b(?:yaml: )?line \d+: `)
	lineOf    = regexp.MustCompile(`^(\d+):\d+: |\bline (\d+): `)
	ruleIndex = regexp.MustCompile(`, rule \d+,`)
)

// withoutPosition is the same for a document with other lines.
func withoutPosition(message string) string {
	return positions.ReplaceAllString(message, "")
}

// comparable is also the same for a document with fewer rules.
func comparable(message string) string {
	return ruleIndex.ReplaceAllString(withoutPosition(message), ",")
}

func lineIn(message string) int {
	found := lineOf.FindStringSubmatch(message)
	if found == nil {
		return 0
	}
	line, _ := strconv.Atoi(found[1] + found[2])
	return line
}

// Ignored begins the messages about fields that the program ignores.
const Ignored = "ignored: "
