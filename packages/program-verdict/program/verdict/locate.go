package verdict

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// mostLocated limits the messages of one document that are located.
const mostLocated = 20

// The work for one document is limited, and not the time, so that a slow machine finds the same places.
const (
	mostBytes = 2 << 20
	leastSize = 4 << 10
)

func (k Kind) problems(document []byte) []Problem {
	budget := mostBytes
	var problems []Problem
	for index, message := range k.Judge(document) {
		text, isIgnored := strings.CutPrefix(message, Ignored)
		problem := Problem{Message: withoutPosition(text), IsIgnored: isIgnored, Line: lineIn(text)}
		if index < mostLocated {
			problem.Path = k.locate(document, message, &budget)
			problem.Known = k.known(problem)
		}
		problems = append(problems, problem)
	}
	return problems
}

func (k Kind) locate(document []byte, message string, budget *int) []any {
	var prefix []any
	if k.Parts != nil {
		if part, at := k.Parts(document, message); part != nil {
			document, prefix = part, at
		}
	}
	var root yaml.Node
	if yaml.Unmarshal(document, &root) != nil || len(root.Content) == 0 {
		return prefix
	}
	s := search{judge: k.Judge, root: &root, message: comparable(message), budget: budget}
	before := s.messages()
	s.before = count(before, s.message)
	s.known = before
	if s.before == 0 {
		return prefix
	}
	return s.withPrefix(prefix, s.from(root.Content[0]))
}

// search removes parts of a document until the program prints the message less often.
type search struct {
	judge   func([]byte) []string
	root    *yaml.Node
	message string
	before  int
	known   []string
	// budget is how many bytes may still be judged.
	budget *int
}

// withPrefix replaces the first steps of a path in a part: its only group and rule.
func (s *search) withPrefix(prefix, path []any) []any {
	if len(prefix) == 0 || len(path) < len(prefix) {
		return append(slices.Clone(prefix), path[min(len(path), len(prefix)):]...)
	}
	return append(slices.Clone(prefix), path[len(prefix):]...)
}

func count(messages []string, message string) int {
	found := 0
	for _, one := range messages {
		if one == message {
			found++
		}
	}
	return found
}

func (s *search) messages() []string {
	content, err := yaml.Marshal(s.root)
	if err != nil {
		return nil
	}
	*s.budget -= max(len(content), leastSize)
	messages := s.judge(content)
	for index := range messages {
		messages[index] = comparable(messages[index])
	}
	return messages
}

// from returns the path to the reason below a node.
func (s *search) from(node *yaml.Node) []any {
	path := []any{}
	for *s.budget > 0 {
		children := childrenOf(node)
		found := s.reason(node, children)
		if found == nil {
			break
		}
		path = append(path, found.step)
		node = found.value
	}
	return path
}

type child struct {
	step  any
	value *yaml.Node
	// The position in the content of the parent, and how many entries it has there.
	at, size int
}

func childrenOf(node *yaml.Node) []child {
	var children []child
	switch node.Kind {
	case yaml.MappingNode:
		for index := 0; index+1 < len(node.Content); index += 2 {
			children = append(children, child{node.Content[index].Value, node.Content[index+1], index, 2})
		}
	case yaml.SequenceNode:
		for index, value := range node.Content {
			children = append(children, child{index, value, index, 1})
		}
	}
	return children
}

// mostTried limits the children that are removed one by one.
const mostTried = 40

// cleanScore is for a child whose removal causes no other message.
const cleanScore = 1000

// reason returns the child whose removal removes the message.
func (s *search) reason(node *yaml.Node, children []child) *child {
	children = s.narrowed(node, children)
	var best *child
	bestScore := -1
	for index := len(children) - 1; index >= 0; index-- {
		one := &children[index]
		gone, others := s.without(node, []child{*one})
		if !gone {
			continue
		}
		score := min(mention(s.message, one.value), cleanScore-1)
		if name, ok := one.step.(string); ok && hasWord(s.message, name) {
			score = max(score, len(name))
		}
		if !others {
			score += cleanScore
		}
		if score > bestScore {
			best, bestScore = one, score
		}
	}
	return best
}

// narrowed halves a long list: it keeps a half that has the reason, or removes one that has not.
func (s *search) narrowed(node *yaml.Node, children []child) []child {
	for len(children) > mostTried && *s.budget > 0 {
		middle := len(children) / 2
		if s.keep(node, children[middle:]) {
			children = childrenAt(children[middle:])
		} else if s.keep(node, children[:middle]) {
			children = childrenAt(children[:middle])
		} else if gone, _ := s.without(node, children[middle:]); gone {
			children = children[middle:]
		} else if gone, _ := s.without(node, children[:middle]); gone {
			children = children[:middle]
		} else {
			return nil
		}
	}
	return children
}

// keep removes all other children if the message is printed without them.
func (s *search) keep(node *yaml.Node, children []child) bool {
	content := node.Content
	first, last := children[0], children[len(children)-1]
	node.Content = slices.Clone(content[first.at : last.at+last.size])
	messages := s.messages()
	if found := count(messages, s.message); found > 0 {
		s.before, s.known = found, messages
		return true
	}
	node.Content = content
	return false
}

// childrenAt are the children of a node that has no others.
func childrenAt(children []child) []child {
	moved := slices.Clone(children)
	for index := range moved {
		moved[index].at -= children[0].at
	}
	return moved
}

// without is whether the message is printed less often, and whether others are printed instead.
func (s *search) without(node *yaml.Node, children []child) (gone, others bool) {
	content := node.Content
	first, last := children[0], children[len(children)-1]
	node.Content = slices.Concat(content[:first.at], content[last.at+last.size:])
	messages := s.messages()
	node.Content = content
	for _, message := range messages {
		if !slices.Contains(s.known, message) {
			others = true
		}
	}
	return count(messages, s.message) < s.before, others
}

// mention is the length of the longest scalar of a node that the message has as a word.
func mention(message string, node *yaml.Node) int {
	if node.Kind == yaml.ScalarNode {
		if len(node.Value) > 1 && hasWord(message, node.Value) {
			return len(node.Value)
		}
		return 0
	}
	longest := 0
	for _, one := range node.Content {
		longest = max(longest, mention(message, one))
	}
	return longest
}

func hasWord(message, word string) bool {
	if !strings.Contains(strings.ToLower(message), strings.ToLower(word)) {
		return false
	}
	return regexp.MustCompile(`(?i)(?:^|[^\w.-])` + regexp.QuoteMeta(word) + `(?:[^\w-]|$)`).MatchString(message)
}
