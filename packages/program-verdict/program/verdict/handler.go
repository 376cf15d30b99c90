package verdict

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
)

// Handler answers requests.
type Handler struct {
	version Version
	kinds   map[string]Kind
}

// NewHandler returns a handler of a program's kinds of documents.
func NewHandler(version Version, kinds map[string]Kind) *Handler {
	// The program lives for seconds: it rarely needs to collect garbage.
	debug.SetGCPercent(400)
	return &Handler{version: version, kinds: kinds}
}

// Line answers one request, both as JSON.
func (h *Handler) Line(line []byte) []byte {
	content, err := json.Marshal(h.answer(line))
	if err != nil {
		content, _ = json.Marshal(Answer{Error: err.Error()})
	}
	return content
}

func (h *Handler) answer(line []byte) (answer Answer) {
	defer func() {
		if reason := recover(); reason != nil {
			answer = Answer{Error: fmt.Sprintf("panic: %v", reason)}
		}
	}()
	var request Request
	if err := json.Unmarshal(line, &request); err != nil {
		return Answer{Error: err.Error()}
	}
	if request.Version {
		return Answer{Version: &h.version}
	}
	kind, ok := h.kinds[request.Kind]
	if !ok {
		return Answer{Error: fmt.Sprintf("unknown kind %q", request.Kind)}
	}
	return Answer{Problems: kind.problems([]byte(request.Document))}
}
