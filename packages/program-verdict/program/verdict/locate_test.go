package verdict

import (
	"fmt"
	"testing"

	"go.yaml.in/yaml/v3"
)

// refused judges documents that have a list of names, of which each may appear once.
func refused(document []byte) []string {
	var content struct {
		Names []string `yaml:"names"`
	}
	if err := yaml.Unmarshal(document, &content); err != nil {
		return Messages(err)
	}
	seen := map[string]bool{}
	for _, name := range content.Names {
		if seen[name] {
			return []string{fmt.Sprintf("%s appears twice", name)}
		}
		seen[name] = true
	}
	if len(content.Names) == 0 {
		return []string{"no names"}
	}
	return nil
}

func TestLocate(t *testing.T) {
	kind := Kind{Judge: refused}
	var many string
	for index := range 200 {
		many += fmt.Sprintf("- x%d\n", index)
	}
	for name, test := range map[string]struct {
		document string
		path     []any
	}{
		"the last of two":     {"names: [a, b, a]", []any{"names", 2}},
		"a value of a type":   {"names: [a, {b: c}]", []any{"names", 1}},
		"no part":             {"other: 1", []any{}},
		"one of many entries": {"names:\n" + many + "- x150\n", []any{"names", 200}},
	} {
		problems := kind.problems([]byte(test.document))
		if len(problems) != 1 || fmt.Sprint(problems[0].Path) != fmt.Sprint(test.path) {
			t.Errorf("%s: %+v", name, problems)
		}
	}
}

func TestMessages(t *testing.T) {
	err := fmt.Errorf("parsing: %w", &yaml.TypeError{Errors: nil})
	if got := Messages(err); len(got) != 0 {
		t.Errorf("%q", got)
	}
	if got := withoutPosition(`12:3: 14:5: group "a", rule 1: x`); got != `group "a", rule 1: x` {
		t.Error(got)
	}
	if got := lineIn("line 4: field x not found"); got != 4 {
		t.Error(got)
	}
}
